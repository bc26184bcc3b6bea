import type { SlackMessage } from './message.ts';
import { mrkdwn } from './mrkdwn.ts';
import { code, linkTo, paragraph, rich } from './rich.ts';

/** Tells who asked where the record of a run is. */
export function renderExported(run: string, link: string | undefined): SlackMessage {
  return {
    text: mrkdwn`The record of ${run} is in its thread.`.mrkdwn,
    blocks: [
      rich(
        paragraph('The record of ', code(run), ' is in ', linkTo(link, 'its thread'), ', as a timeline and as JSON.'),
      ),
    ],
  };
}

/** Tells who asked that there is nothing to export, with the id that was probably meant. */
export function renderNoSuchRun(
  run: string,
  near: string | undefined,
  why = 'the record has no such run',
): SlackMessage {
  return {
    text: mrkdwn`${run} cannot be exported: ${why}.`.mrkdwn,
    blocks: [
      rich(
        paragraph(
          code(run),
          ` cannot be exported: ${why}.`,
          ...(near === undefined
            ? [' The small print of a plan, a result and a report names its run.']
            : [' Did you mean ', code(`/apache export ${near}`), '?']),
        ),
      ),
    ],
  };
}
