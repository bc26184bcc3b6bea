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
