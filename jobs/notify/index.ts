export { announce, planOwed } from './announce.ts';
export type { Message } from './messages.ts';
export { sendToPrinter, sendToWebhook } from './send.ts';
export type { Send } from './send.ts';
