import { type RawBuilder, sql } from 'kysely'

/** Where a page of reviews goes on. */
export type Place = { at: string; id: string }

/** How reviews of a status stand in a list: those that wait by deadline, all others the latest first. `ended`: when the others came to where they are. */
export const reviewOrder = (asked: { status: string; after: Place | null }, ended: RawBuilder<string>) => {
  const { status, after } = asked
  const waiting = status === 'in_review'
  const at = waiting ? sql<string>`answer_by` : ended
  const beyond = waiting ? sql`>` : sql`<`
  return {
    at,
    direction: waiting ? ('asc' as const) : ('desc' as const),
    /** Only what stands after the page before; everything on the first. */
    rest:
      after === null ? sql<boolean>`true` : sql<boolean>`(${at}, id) ${beyond} (${after.at}::timestamptz, ${after.id})`,
  }
}
