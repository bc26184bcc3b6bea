import { z } from 'zod';
import { type Json, toJson } from '../../src/lib/json.ts';
import type { ActionType, ArgsOf, FlowContext } from '../../src/model/engine-port.ts';

/** A flow without a record: every step is done at once, by what this answers to its name and action; nobody is asked. */
export function memoryFlow(answer: (name: string, action: string, args: Json) => Promise<Json>): FlowContext {
  async function step<X extends ActionType>(name: string, action: X, args: ArgsOf<X>) {
    const value = z.parse<X['result']>(action.result, await answer(name, action.name, toJson(args)));
    return { ok: true, value } as const;
  }
  return {
    id: 'r',
    input: null,
    who: { surface: 'slack', id: 'U1' },
    step,
    onHost: (_host, name, action, args) => step(name, action, args),
    approval: () => Promise.reject(new Error('nobody is asked')),
  };
}
