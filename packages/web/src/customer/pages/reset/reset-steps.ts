import type { Output } from '@topay/contract/web'

export type SentReset = Output<'startPasswordReset'>
/** What the code alone does not do: the ways of which one more is wanted. */
export type Checked = Output<'checkPasswordResetCode'>
