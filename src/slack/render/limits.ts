/** Slack's limits in characters or elements (Block Kit reference, docs.slack.dev); a message beyond one of them is refused whole. */
export const slackLimits = {
  sectionText: 3_000,
  headerText: 150,
  contextElements: 10,
  actionsElements: 25,
  buttonText: 75,
  buttonValue: 2_000,
  actionId: 255,
  blockId: 255,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  modalTitle: 24,
  modalButton: 24,
  privateMetadata: 3_000,
  callbackId: 255,
} as const;

/**
 * Our own budget, counted over every string in the blocks. Slack refused whole messages with `msg_blocks_too_long` from
 * 11,341 characters on (slackapi/bolt-js #2509) and `text` beyond 4,000.
 */
export const messageBudget = { blocks: 40, characters: 9_000, text: 2_500 } as const;

/** Budget of a modal; Slack refuses views above 250 kB of JSON, and characters may take several bytes there. */
export const modalBudget = { blocks: 80, characters: 50_000 } as const;

/** Longest single text inside rich text; Slack states none, so the limit of a section is kept. */
export const richTextLength = 3_000;
