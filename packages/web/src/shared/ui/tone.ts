/** What a colour says. Words always stand beside it. `danger` is rare: refusal, or money at risk. */
export type Tone = 'neutral' | 'ok' | 'wait' | 'danger' | 'info'

/** Joins class names, leaving out what is false or empty. */
export const classes = (...names: (string | false | undefined)[]) => names.filter(Boolean).join(' ')
