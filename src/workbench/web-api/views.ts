import { checkView } from '../blocks/check.ts';
import type { ModalView } from '../blocks/schema.ts';
import { freshHash, openView } from '../hand/modals.ts';
import { slackView } from '../payloads.ts';
import { ApiFailure, type Args, type Method, optionalText, requiredText, structured } from './method.ts';

function view(args: Args): ModalView {
  const checked = checkView(structured(args, 'view', 'invalid_arguments'));
  if (!checked.ok) throw new ApiFailure(checked.error, checked.messages);
  return checked.value;
}

const open: Method = (args, context) => {
  const trigger = requiredText(args, 'trigger_id');
  const modal = view(args);
  const redeemed = context.triggers.redeem(trigger);
  if (!redeemed.ok) throw new ApiFailure(redeemed.error);
  for (const old of context.store.views.values()) {
    if (old.user === redeemed.user) context.store.closeView(old.id);
  }
  return { view: slackView(context, openView(context, redeemed.user, modal)) };
};

const update: Method = (args, context) => {
  const id = optionalText(args, 'view_id');
  const externalId = optionalText(args, 'external_id');
  const old = [...context.store.views.values()].find(
    (item) => item.id === id || (externalId !== undefined && item.view.external_id === externalId),
  );
  if (!old) throw new ApiFailure('not_found');
  const hash = optionalText(args, 'hash');
  if (hash !== undefined && hash !== old.hash) throw new ApiFailure('hash_conflict');
  const changed = { ...old, view: view(args), hash: freshHash(), errors: {} };
  context.store.putView(changed);
  return { view: slackView(context, changed) };
};

/** The `views.*` methods of the subset. */
export const viewMethods: Readonly<Record<string, Method>> = { 'views.open': open, 'views.update': update };
