import type { DeskCase } from '@topay/contract'

/** What a case is called: by its customer, and one among colleagues by its matter. */
export const caseTitle = (deskCase: Pick<DeskCase, 'internal' | 'customer_name' | 'subject'>): string =>
  deskCase.internal || deskCase.customer_name === null ? deskCase.subject : deskCase.customer_name
