import assert from 'node:assert/strict'
import type { Client, Output } from '@topay/contract'
import { appCode } from './authenticator-app.ts'
import { staffIn } from './signed-in.ts'

type StaffAnswer = Output<'staffSignIn'>

/** Goes through what the first sign-in to the desk asks for: an own password when an administrator chose the first, and an authenticator app. */
export const finishFirstStaffSignIn = async (
  anonymous: Client,
  answer: StaffAnswer,
  password: string,
): Promise<ReturnType<typeof staffIn>> => {
  let at = answer
  for (let step = 0; step < 3 && 'staff_sign_in_id' in at; step++) {
    const params = { staff_sign_in_id: at.staff_sign_in_id }
    if (at.step === 'new_password') {
      at = await anonymous('setFirstStaffPassword', { params, body: { password, token: true } })
    } else {
      assert.equal(at.step, 'set_up_totp')
      const code = appCode(at.totp?.secret ?? '')
      at = await anonymous('verifyStaffSignIn', { params, body: { code, token: true } })
    }
  }
  return staffIn(at)
}
