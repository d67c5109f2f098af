/** The lists of the inbox, in the order of their keys 1 to 4. */
export const views = ['mine', 'unassigned', 'all', 'closed'] as const
export type View = (typeof views)[number]

export const isView = (value: string): value is View => views.some((view) => view === value)
