import { z } from 'zod';
import { toJson } from '../lib/json.ts';
import type { Action, ActionType, Flow, FlowContext, StepInfo } from './engine-port.ts';
import { readStored } from './stored.ts';

/** Says what an action takes and gives; how it is done is said by {@link implement}, in whatever layer can do it. */
export function declareAction<const N extends string, A extends z.ZodType, R extends z.ZodType>(
  type: ActionType<N, A, R>,
): ActionType<N, A, R> {
  return type;
}

/** How an action is done. Arguments that do not fit, and a result that does not, are failures of the step. */
export function implement<A extends z.ZodType, R extends z.ZodType>(
  type: ActionType<string, A, R>,
  perform: (args: z.output<A>, info: StepInfo) => Promise<z.output<R>>,
): Action {
  return {
    type,
    async perform(args, info) {
      const given = readStored(type.args, args, `the arguments of ${info.step}`);
      return toJson(z.parse(type.result, await perform(given, info)));
    },
  };
}

/** What an action gets that announces an approval with such a card. */
export function announcementOf<C extends z.ZodType>(card: C) {
  return z.object({ approvalId: z.string(), digest: z.string(), expiresAt: z.number(), card }).readonly();
}

/** What is said of a flow: `actions` is all that `run` may name. */
export interface FlowSpec<Uses extends readonly ActionType[], I extends z.ZodType, R extends z.ZodType> {
  readonly name: string;
  readonly version: string;
  readonly continues?: readonly string[];
  readonly actions: Uses;
  readonly input: I;
  readonly result: R;
  run(flow: FlowContext<Uses[number], z.output<I>>): Promise<z.output<R>>;
}

/** A flow whose input, steps and result have types; the compiler refuses an action that is not in its list. */
export function defineFlow<const Uses extends readonly ActionType[], I extends z.ZodType, R extends z.ZodType>(
  spec: FlowSpec<Uses, I, R>,
): Flow<I, R> {
  const { name, version, continues = [], actions, input, result } = spec;
  return {
    name,
    version,
    continues,
    actions,
    input,
    result,
    async run(context) {
      const given = readStored(input, context.input, `the input of ${context.id}`);
      return toJson(z.parse(result, await spec.run({ ...context, input: given })));
    },
  };
}
