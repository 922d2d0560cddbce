export { changedNotes, digestNotes } from './notes.ts';
export type { NoteDigests } from './notes.ts';
export { isEmptyPlan, planPages } from './plan.ts';
export type { PagePlan } from './plan.ts';
export { publishPages } from './publish.ts';
export { isOwnSite } from './place.ts';
export type { Placed } from './place.ts';
export { templatesDigest } from '../package-root.ts';
export type { SiteSettings as PublishSettings } from './views/facts.ts';
