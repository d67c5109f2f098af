import assert from 'node:assert/strict'
import type { Output } from '@topay/contract'

/** A sign-in of a customer that needed no second step. */
export const customerIn = (answer: Output<'signIn'>): Extract<Output<'signIn'>, { customer: unknown }> => {
  assert('customer' in answer, 'the sign-in wants a second step')
  return answer
}

/** A sign-in of a colleague that needed no second step. */
export const staffIn = (answer: Output<'staffSignIn'>): Extract<Output<'staffSignIn'>, { staff: unknown }> => {
  assert('staff' in answer, 'the sign-in to the desk wants a second step')
  return answer
}
