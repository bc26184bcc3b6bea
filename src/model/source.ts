import type { z } from 'zod';
import type { Layout } from './layout.ts';
import type { Outcome } from './outcome.ts';

/** Names one source of facts: a probe's section, or facts derived from several. */
export type SourceId = string;

/** What a host answered to one section: text as received, then bounded, cleaned and redacted. */
export interface Capture {
  readonly source: SourceId;
  readonly exit: number;
  /** stdout and stderr of the section, in the order written. */
  readonly text: string;
  readonly durationMs: number;
  /** True when the byte cap cut the text. */
  readonly cut: boolean;
}

/** What a reader may know besides the capture. */
export interface ReadContext {
  /** The host's clock at collection, as ISO 8601; absent for pasted text. */
  readonly now?: string;
  /** Offset of the host's local time from UTC in minutes, for log lines without a zone. */
  readonly zoneMinutes?: number;
  /** Our clock minus the host's when the survey answered, in milliseconds; absent for recordings and pasted text. */
  readonly skewMs?: number;
  readonly layout?: Layout;
  /** How far back was asked, as ISO 8601 by the host's clock; absent where nobody said. */
  readonly since?: string;
}

/** Thrown by a reader whose capture is not what it knows how to read; becomes the outcome `unrecognised`, or another reason it names. */
export class Unrecognised extends Error {
  readonly reason: 'unrecognised' | 'not-permitted' | 'not-installed' | 'not-applicable' | 'failed' | 'timed-out';
  constructor(detail: string, reason: Unrecognised['reason'] = 'unrecognised') {
    super(detail);
    this.name = 'Unrecognised';
    this.reason = reason;
  }
}

/**
 * A constant POSIX sh program for one section, out of a `.sh` file. What varies arrives as positional parameters, quoted at the last hop;
 * the text itself is never built. The prelude offers `as_root CMD ARG…` (sudo -n unless already root), `limited SECONDS CMD ARG…`
 * and `has CMD`.
 */
export interface Section {
  readonly program: string;
  readonly args: readonly string[];
  /** Seconds after which the section is ended on the host. */
  readonly seconds: number;
  /** Bytes of output kept; the beginning is kept unless `keep` is `end`. */
  readonly bytes: number;
  readonly keep?: 'start' | 'end';
  /**
   * The program uses shell built-ins only, so it answers even when the host cannot fork: it runs before all others, in the shell of the batch itself,
   * where `exit`, `cd` and waiting are forbidden; time limit and byte cap are then the client's alone.
   */
  readonly builtinOnly?: true;
  /** Constant texts of shell functions that the program calls beside the prelude's; the script of a batch has each once, whoever needs it. Not for one of built-ins only. */
  readonly carries?: readonly string[];
}

/** A fixed read-only look at a host, and the pure reader of what it answers. */
export interface Probe<Id extends SourceId = SourceId, Facts = unknown> {
  readonly kind: 'probe';
  readonly id: Id;
  /** Noun phrase for people: "Kernel log". */
  readonly title: string;
  /** The question that stays open when this cannot be seen. */
  readonly question: string;
  /** What would let it be seen: a right or a tool, as one clause. */
  readonly wants: string;
  /** Exact commands this probe runs through sudo on that layout; the sudoers file is generated from it. */
  privileged(layout: Layout): readonly (readonly string[])[];
  /** Undefined where the layout has no such thing (then the outcome is `not-applicable`). */
  section(layout: Layout): Section | undefined;
  /** @throws {Unrecognised} */
  read(capture: Capture, context: ReadContext): Facts;
  /** What of the question stays open although there are facts, such as what only root is shown; undefined when nothing does. */
  partial?(facts: Facts): string | undefined;
}

/** Facts computed from other facts; never looks at a host. */
export interface Derived<Id extends SourceId = SourceId, Facts = unknown> {
  readonly kind: 'derived';
  readonly id: Id;
  readonly title: string;
  readonly from: readonly Source[];
  derive(outcomes: (source: Source) => Outcome<unknown>, context: ReadContext): Outcome<Facts>;
}

export type Source<Facts = unknown> = Probe<SourceId, Facts> | Derived<SourceId, Facts>;

/** The facts a source yields. */
export type FactsOf<S> = S extends Probe<SourceId, infer F> ? F : S extends Derived<SourceId, infer F> ? F : never;

/** Makes a probe whose facts are checked against their schema, so that a reader cannot let a NaN or a missing field through. */
export function defineProbe<const Id extends SourceId, Schema extends z.ZodType>(spec: {
  id: Id;
  title: string;
  question: string;
  wants: string;
  facts: Schema;
  privileged?(layout: Layout): readonly (readonly string[])[];
  section(layout: Layout): Section | undefined;
  parse(text: string, capture: Capture, context: ReadContext): z.input<Schema>;
  partial?(facts: z.output<Schema>): string | undefined;
}): Probe<Id, z.output<Schema>> {
  return {
    kind: 'probe',
    id: spec.id,
    title: spec.title,
    question: spec.question,
    wants: spec.wants,
    privileged: (layout) => spec.privileged?.(layout) ?? [],
    section: (layout) => spec.section(layout),
    read(capture, context) {
      const checked = spec.facts.safeParse(spec.parse(capture.text, capture, context));
      if (!checked.success)
        throw new Unrecognised(`${spec.id}: ${checked.error.issues[0]?.message ?? 'unexpected shape'}`);
      return checked.data;
    },
    partial: (facts) => spec.partial?.(facts),
  };
}

/** Sources by the names under which a rule gets their facts. */
export type Sources = Readonly<Record<string, Source>>;
/** Facts by name. */
export type Facts<S extends Sources> = { readonly [K in keyof S]: FactsOf<S[K]> };
/** Facts by name; undefined where they could not be had. */
export type MaybeFacts<S extends Sources> = { readonly [K in keyof S]: FactsOf<S[K]> | undefined };
