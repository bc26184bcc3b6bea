import type { Layout } from '../../model/layout.ts';

/**
 * How httpd itself is asked something (`-V`, `-S`, `-M`, `-t …`) with the arguments of the running parent. Debian and SUSE need their control program,
 * which sets the environment up and passes arguments on; Red Hat's refuses all but a few, and its binary needs no environment.
 */
export function askHttpd(layout: Layout, ...question: readonly string[]): readonly string[] {
  const program = layout.family === 'debian' || layout.family === 'suse' ? layout.control : layout.binary;
  return [program, ...layout.startArguments, ...question];
}

/** The syntax check as the service would make it: the control program's own, or httpd's with the parent's arguments when it has some. */
export function askConfigtest(layout: Layout): readonly string[] {
  return layout.startArguments.length === 0 ? [layout.control, 'configtest'] : askHttpd(layout, '-t');
}
