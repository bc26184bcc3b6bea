import { type Accepts, directiveSettings } from '../../../model/directives.ts';

/** A setting as it is written to a file, or why it is not one. */
export type SettingRead =
  | { readonly ok: true; readonly name: string; readonly value: string }
  | { readonly ok: false; readonly problem: string };

/** Checks a directive and its value against {@link directiveSettings}; names and words in any case, out in httpd's spelling. The names of 2.2 count for those of 2.4. */
export function readSetting(name: string, value: string): SettingRead {
  const wanted = name.toLowerCase();
  const found = Object.entries(directiveSettings).find(
    ([known, { formerly }]) => known.toLowerCase() === wanted || formerly?.toLowerCase() === wanted,
  );
  if (found === undefined)
    return { ok: false, problem: `${name.slice(0, 40)} is not a directive that this bot changes` };
  const [spelled, { accepts }] = found;
  const read = accepted(accepts, value);
  if (read === undefined) return { ok: false, problem: `${spelled} takes ${acceptedWords(accepts)}` };
  return { ok: true, name: spelled, value: read };
}

/** What a value may be, in words: `a whole number from 1 to 20000`. */
export function acceptedWords(accepts: Accepts): string {
  switch (accepts.kind) {
    case 'number':
      return `a whole number from ${accepts.min} to ${accepts.max}`;
    case 'word':
      return accepts.words.join(', ');
    case 'form':
      return `text like ${accepts.example}`;
  }
}

function accepted(accepts: Accepts, value: string): string | undefined {
  switch (accepts.kind) {
    case 'number': {
      const inRange =
        /^(0|[1-9][0-9]{0,9})$/.test(value) && Number(value) >= accepts.min && Number(value) <= accepts.max;
      return inRange ? value : undefined;
    }
    case 'word':
      return accepts.words.find((one) => one.toLowerCase() === value.toLowerCase());
    case 'form':
      return new RegExp(`^(${accepts.pattern})$`).test(value) ? value : undefined;
  }
}
