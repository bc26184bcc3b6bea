import { z } from 'zod';
import { quoted } from '../lib/quoted.ts';
import type { ChangeOptions } from '../model/change-options.ts';
import type { Baseline, ChangeRunbook, Look, Planned, PlanRequest, Preview } from '../model/change-runbook.ts';
import type { Drift, Plan, Reason, Tier, Verification } from '../model/plan.ts';
import type { Probe } from '../model/source.ts';
import type { ChangeVerb, ReadVerb } from '../model/verbs.ts';
import type { Rights } from './changes/helper/rights.ts';
import { because, refused } from './changes/server/refusal.ts';
import { baselineOf } from './changes/server/server.ts';

/** A request for a plan, with the options of this change. */
export type RequestOf<Options> = Omit<PlanRequest, 'options'> & { readonly options: Options };

/** A plan of this change. */
export type PlanOf<Options> = Omit<Plan, 'options'> & { readonly options: Options };

/** What a change does: pure judgement; the engine looks, asks, runs, looks again, and undoes. {@link ChangeRunbook} says what each member is for. */
export interface Course<Options> {
  readonly probes: readonly Probe[];
  readonly verifySeconds: number;
  readonly endsService?: true;
  preview?(request: Omit<RequestOf<Options>, 'previewed'>): Preview | undefined;
  /** Is asked only for a host that was reached. */
  plan(request: RequestOf<Options>): Planned;
  drift(plan: PlanOf<Options>, look: Look): readonly Drift[];
  gate?(plan: PlanOf<Options>, look: Look): readonly Reason[];
  verify(plan: PlanOf<Options>, baseline: Baseline, look: Look): Verification;
  restored(plan: PlanOf<Options>, baseline: Baseline, look: Look): Verification;
}

/** The words behind the host, read. */
export interface ArgumentsRead<Options> {
  /** What is meant, or would be if its problems were put right; undefined when what is needed is not there. */
  readonly options?: Options;
  readonly problems?: readonly string[];
  /** Words that nothing can be done with. */
  readonly rest?: readonly string[];
  /** A look at this host that helps to say what is missing. */
  readonly look?: ReadVerb;
}

/** What a change takes behind its host, and how it is typed. */
export interface Takes<Options> {
  readonly schema: z.ZodType<Options>;
  /** As usage shows it: `on|off`. */
  readonly usage?: string;
  /** What may be given there, where that is a list of names. */
  readonly values?: readonly string[];
  /** What is asked back where it is missing, with an example; absent where nothing is needed. */
  readonly question?: string;
  read(words: readonly string[]): ArgumentsRead<Options>;
  /** The words that read back as these options. */
  write(options: Options): readonly string[];
  /** True for a word that belongs to the change and can be no host, so that `mpm event web-03` is understood too. */
  claims?(word: string): boolean;
  /** Why these options are for one host and for no group. */
  oneHost?(options: Options): string | undefined;
}

/** Something people ask for that is never done: why, and which verb to use instead. */
export interface Never {
  readonly id: string;
  /** Words people type for it, in lower case; a leading dash or `SIG` is taken off before they are looked up. */
  readonly words: readonly string[];
  readonly why: string;
  readonly instead: string;
  /** What the verb is to do instead, where it takes something. */
  readonly options?: ChangeOptions;
}

/** All that is told of a change besides what it does. */
interface About {
  readonly verb: ChangeVerb;
  /** Where it stands in help and in the pages: smaller numbers first. */
  readonly place: number;
  /** One line for help. */
  readonly summary: string;
  /** Lines that parse. */
  readonly examples: readonly [string, ...string[]];
  /** What it looks at on the host; what every change of the server looks at, unless said. */
  readonly looksAt?: string;
  /** Words people try for it; they are suggested and never obeyed. */
  readonly alsoTried: readonly string[];
  /** The change as a title, with `{host}` and the names of its options in braces. */
  readonly title: string;
  /** What its button says; absent for a change that needs more than a host, for which no button can stand. */
  readonly button?: string;
  /** The tiers its plan can have; which of several it is shows when the host was looked at. */
  readonly tiers: readonly [Exclude<Tier, 'break-glass'>, ...Exclude<Tier, 'break-glass'>[]];
  /** What it may run as root, its undo included. */
  readonly rights: Rights;
  /** What undoes it by itself, for the page of changes. */
  readonly takenBackBy: string;
  /** The laboratory tests that prove it and its undo: `edits` is `test/lab/edits*.test.ts`. */
  readonly proof: readonly [string, ...string[]];
  /** What is never done, and answered with this change. */
  readonly never?: readonly Never[];
  /** What is never done although the line is one of this change, by the words behind the host. */
  refuses?(words: readonly string[]): Never | undefined;
}

/** The options of a change that takes none. */
export type NoOptions = Readonly<Record<string, never>>;

/** For a change that takes nothing but a host. */
export const nothing: Takes<NoOptions> = {
  schema: z.strictObject({}),
  read: (words) => ({ options: {}, rest: words }),
  write: () => [],
};

/** A change, whole: each file in `changes/` exports one. */
export interface ChangeDefinition extends ChangeRunbook, Omit<About, 'looksAt' | 'never' | 'refuses'> {
  readonly kind: 'change';
  readonly usage: string;
  readonly values: readonly string[];
  readonly looksAt: string;
  readonly never: readonly Never[];
  refuses(words: readonly string[]): Never | undefined;
  /** Options out of a button, the record or a program; undefined when the change does not take these. */
  check(options: ChangeOptions): ChangeOptions | undefined;
  read(words: readonly string[]): ArgumentsRead<ChangeOptions> & { readonly problems: readonly string[] };
  write(options: ChangeOptions): readonly string[];
  claims(word: string): boolean;
  oneHost(options: ChangeOptions): string | undefined;
}

const server = 'the syntax check, what a start would need, the running parent, its unit, files and sockets';
const flags = '[--dry-run] [--break-glass "reason"]';

/** Declares a change. Its own functions get options that its schema has accepted; a plan with others is refused. */
export function defineChange<Options extends ChangeOptions>(
  spec: About & Course<Options> & { readonly takes: Takes<Options> },
): ChangeDefinition {
  const { verb, takes } = spec;
  const check = (options: ChangeOptions) => takes.schema.safeParse(options).data;
  const typed = (plan: Plan): PlanOf<Options> => ({ ...plan, options: takes.schema.parse(plan.options) });
  return {
    ...spec,
    kind: 'change',
    usage: [verb, 'HOST', takes.usage, flags].filter((part) => part !== undefined).join(' '),
    values: takes.values ?? [],
    looksAt: spec.looksAt ?? server,
    never: spec.never ?? [],
    refuses: (words) => spec.refuses?.(words),
    ...argumentsOf(verb, takes),
    check,
    preview(request) {
      const options = check(request.options);
      return options === undefined ? undefined : spec.preview?.({ ...request, options });
    },
    plan(request) {
      const { host, reach } = request.look;
      if (!reach.reached) return refused(host, verb, [because(`The host cannot be reached: ${reach.detail}`)]);
      const options = check(request.options);
      return options === undefined
        ? refused(host, verb, [because(takes.question?.replaceAll('`', '') ?? `${verb} takes nothing but a host.`)])
        : spec.plan({ ...request, options });
    },
    drift: (plan, look) => spec.drift(typed(plan), look),
    gate: (plan, look) => spec.gate?.(typed(plan), look) ?? [],
    baseline: baselineOf,
    verify: (plan, baseline, look) => spec.verify(typed(plan), baseline, look),
    restored: (plan, baseline, look) => spec.restored(typed(plan), baseline, look),
  };
}

function argumentsOf<Options extends ChangeOptions>(
  verb: ChangeVerb,
  takes: Takes<Options>,
): Pick<ChangeDefinition, 'read' | 'write' | 'claims' | 'oneHost'> {
  return {
    read(words) {
      const { problems = [], rest = [], ...read } = takes.read(words);
      const left =
        rest.length === 0 ? [] : [`I do not know what to do with ${quoted(rest.join(' '))} after \`${verb}\`.`];
      return { ...read, problems: [...problems, ...left] };
    },
    write(options) {
      const taken = takes.schema.safeParse(options).data;
      return taken === undefined ? [] : takes.write(taken);
    },
    claims: (word) => takes.claims?.(word) ?? false,
    oneHost(options) {
      const taken = takes.schema.safeParse(options).data;
      return taken === undefined ? undefined : takes.oneHost?.(taken);
    },
  };
}
