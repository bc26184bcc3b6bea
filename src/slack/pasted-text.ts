/** A command line as it was typed: links that Slack made are their text again, its entities are signs, and people who were mentioned are left out. */
export function typedText(text: string): string {
  return text
    .replace(/<@[^<>]*>/gu, ' ')
    .replace(/<[^<>|]*\|([^<>]+)>/gu, '$1')
    .replace(/<(?:https?:\/\/|mailto:|tel:)([^<>|]*)\|?>/giu, '$1')
    .replace(/&(lt|gt|amp);/gu, (_entity, name: string) => ({ lt: '<', gt: '>' })[name] ?? '&');
}

/** The text of a Slack message as its author pasted it: marks of links and entities undone, code fences gone. */
export function pastedText(text: string): string {
  return text
    .replace(/<((?:https?|mailto|tel):[^|<>]*)\|([^<>]*)>/g, '$2')
    .replace(/<((?:https?|mailto|tel):[^|<>]*)>/g, '$1')
    .replace(/<[@#!][^<>|]*\|([^<>]*)>/g, '$1')
    .replace(/^\s*```\w*\n?|```/gm, '\n')
    .replace(/^`([^`\n]*)`$/gm, '$1')
    .replace(/&(lt|gt|amp);/g, (_entity, name: string) => ({ lt: '<', gt: '>' })[name] ?? '&');
}
