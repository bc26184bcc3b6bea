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

/**
 * Shell function: runs its arguments as root where sudo allows exactly that, otherwise as the session's user, and says which in a first line
 * `== root` or `== user`.
 */
export const asRootOrUser = `
ask() {
  answer=$(as_root "$@" 2>&1 </dev/null); code=$?
  case $answer in
    sudo:* | *'sudo: a password is required'* | *'sudo: a terminal is required'* | *'is not allowed to execute'* | *'not in the sudoers file'* | *'sudo: not found'* | *'sudo: command not found'* | as_root:*)
      echo '== user'; "$@" 2>&1 </dev/null ;;
    *) echo '== root'; printf '%s\\n' "$answer"; return "$code" ;;
  esac
}
`;
