import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { money } from '@topay/contract'
import { SECOND } from '../../packages/server/src/platform/index.ts'
import { CUSTOMER_PASSWORD, PAYMENT_PASSWORD, type TestCustomer } from '../support/app.ts'
import { refused, useAccounts } from '../support/account-world.ts'

const { app, travel, outbox, templatesAt, signInAgain, turnOnTotp } = useAccounts()
const password = CUSTOMER_PASSWORD

/** Takes the urgent case of a frozen customer in hand. */
const staffOn = async (
  case_id: string,
  roles: Parameters<ReturnType<typeof app>['signInStaff']>[0] = ['supervisor'],
) => {
  const staff = await app().signInStaff(roles)
  await staff.api('assignCase', { params: { case_id }, body: { assignee_id: staff.id } })
  return staff
}
const openOrdinaryCase = async (customer: TestCustomer): Promise<string> =>
  (await customer.api('openCase', { body: { topic: 'security', text: '我的账户好像有人动过' } })).id

test('panic: money stops, other sessions end, an urgent case stands first, and a second tap changes nothing', async () => {
  const customer = await app().signUpReady(50_000)
  const friend = await app().signUp()
  const other = await signInAgain(customer, password)
  await openOrdinaryCase(await app().signUp())
  const { frozen_at, case_id, revoked } = await customer.api('freezeAccount', {})
  assert.equal(revoked, 1)
  await assert.rejects(other('getMe', {}), refused('NOT_SIGNED_IN'))
  assert.equal((await customer.api('getMe', {})).frozen_at, frozen_at)
  assert.deepEqual((await templatesAt(customer.identifier)).filter((name) => name === 'alert_account_frozen').length, 1)

  const { id: payee_id } = await customer.api('findPayee', { body: { identifier: friend.identifier } })
  const transfer = await customer.api('sendTransfer', {
    body: { payee_id, amount: money(100), payment_password: PAYMENT_PASSWORD },
    idempotencyKey: randomUUID(),
  })
  assert.deepEqual([transfer.status, transfer.failure_code], ['failed', 'RISK_ACCT'])
  const withdrawal = await customer.api('withdraw', {
    body: { card_id: customer.card_id, amount: money(100), payment_password: PAYMENT_PASSWORD },
    idempotencyKey: randomUUID(),
  })
  assert.deepEqual([withdrawal.status, withdrawal.failure_code], ['failed', 'RISK_ACCT'])
  const top = await customer.api('topUp', {
    body: { card_id: customer.card_id, amount: money(100) },
    idempotencyKey: randomUUID(),
  })
  assert.equal(top.status, 'succeeded', 'money still comes in')

  const again = await customer.api('freezeAccount', {})
  assert.deepEqual([again.frozen_at, again.case_id], [frozen_at, case_id])
  assert.deepEqual((await templatesAt(customer.identifier)).filter((name) => name === 'alert_account_frozen').length, 1)
  const desk = await app().signInStaff(['supervisor'])
  const [first] = (await desk.api('listCases', { query: { view: 'all' } })).items
  assert.deepEqual([first?.id, first?.priority], [case_id, 'urgent'])
})

test('a payment of a frozen account says why, to the customer and to the agent', async () => {
  const customer = await app().signUpReady(50_000)
  const merchant = await app().openMerchant()
  const shop = app().client(merchant.api_key)
  const { id: order_id } = await shop('createOrder', { body: { amount: money(900), description: '登山杖' } })
  await customer.api('freezeAccount', {})
  const failed = await customer.api('payOrder', {
    params: { order_id },
    body: { payment_password: PAYMENT_PASSWORD },
    idempotencyKey: randomUUID(),
  })
  assert.deepEqual([failed.failure_code, failed.money_moved], ['RISK_ACCT', 'no'])
  const { cause } = await customer.api('diagnosePayment', { params: { payment_id: failed.id } })
  assert.match(cause?.zh ?? '', /原因：您冻结了账户/)
  assert.match(cause?.en ?? '', /You froze the account/)
})

test('unfreezing takes an authenticator app: neither the password nor a code that is sent is enough', async () => {
  const customer = await app().signUp()
  await customer.api('freezeAccount', {})
  await assert.rejects(customer.api('unfreezeAccount', { body: { password } }), refused('STRONG_FACTOR_MISSING'))
  const { next } = await turnOnTotp(customer)
  await assert.rejects(customer.api('unfreezeAccount', { body: { password } }), refused('FACTOR_NEEDED'))
  const { id: challenge_id } = await customer.api('startChallenge', { body: { operation: 'unfreeze', method: 'totp' } })
  await assert.rejects(
    customer.api('unfreezeAccount', { body: { password, verification: { challenge_id, code: '000000' } } }),
    refused('CODE_WRONG'),
  )
  const verification = { challenge_id, code: next() }
  await assert.rejects(
    customer.api('unfreezeAccount', { body: { password: 'not it at all', verification } }),
    refused('CREDENTIALS_WRONG'),
  )
  assert.equal((await customer.api('unfreezeAccount', { body: { password, verification } })).frozen_at, null)
  assert.equal((await templatesAt(customer.identifier))[0], 'alert_account_unfrozen')
})

test('what Topay froze only two people unfreeze, and whoever asked is not one of them twice', async () => {
  const customer = await app().signUp()
  await turnOnTotp(customer)
  const case_id = await openOrdinaryCase(customer)
  const stranger = await app().signInStaff(['agent'])
  const params = { case_id }
  const freeze = { params, body: { reason: '可疑转账' } }
  await assert.rejects(stranger.api('freezeCustomer', freeze), refused('CASE_NOT_YOURS'))
  const agent = await staffOn(case_id)
  await assert.rejects(agent.api('requestUnfreeze', { params, body: { reason: '-' } }), refused('TRANSITION_ILLEGAL'))
  const { frozen_at } = await agent.api('freezeCustomer', freeze)
  await assert.rejects(customer.api('getMe', {}), refused('NOT_SIGNED_IN'))
  const { customer: panel, activity } = await agent.api('getCasePanel', { params })
  assert.equal(panel?.standing.frozen_at, frozen_at)
  assert.ok(activity.some(({ action }) => action === 'case.customer_frozen'))

  const { approval_id } = await agent.api('requestUnfreeze', { params, body: { reason: '客户已核实' } })
  await assert.rejects(agent.api('requestUnfreeze', { params, body: { reason: '再来' } }), refused('APPROVAL_ASKED'))
  const decide = (staff: typeof agent) =>
    staff.api('decideApproval', { params: { approval_id }, body: { decision: 'approve' } })
  await assert.rejects(decide(agent), refused('APPROVAL_OWN'))
  assert.equal((await agent.api('getCasePanel', { params })).customer?.standing.frozen_at, frozen_at)
  const second = await app().signInStaff(['risk_analyst'])
  assert.equal((await decide(second)).status, 'approved')
  await assert.rejects(decide(second), refused('APPROVAL_ENDED'))
  assert.equal((await agent.api('getCasePanel', { params })).customer?.standing.frozen_at, null)
  assert.equal((await templatesAt(customer.identifier))[0], 'alert_account_unfrozen')
})

test('an agreed unfreezing is of that freeze alone: not of one that came after', async () => {
  const customer = await app().signUp()
  const { next } = await turnOnTotp(customer)
  const { case_id } = await customer.api('freezeAccount', {})
  const agent = await staffOn(case_id)
  const { approval_id } = await agent.api('requestUnfreeze', { params: { case_id }, body: { reason: '已核实' } })
  const { id: challenge_id } = await customer.api('startChallenge', { body: { operation: 'unfreeze', method: 'totp' } })
  await customer.api('unfreezeAccount', { body: { password, verification: { challenge_id, code: next() } } })
  travel(SECOND)
  await customer.api('freezeAccount', {})
  const second = await app().signInStaff(['supervisor'])
  await assert.rejects(
    second.api('decideApproval', { params: { approval_id }, body: { decision: 'approve' } }),
    refused('APPROVAL_STALE'),
  )
  assert.ok((await customer.api('getMe', {})).frozen_at)
})

test('a customer cannot unfreeze what Topay froze, with every factor there is', async () => {
  const customer = await app().signUp()
  const { next } = await turnOnTotp(customer)
  const case_id = await openOrdinaryCase(customer)
  await (await staffOn(case_id)).api('freezeCustomer', { params: { case_id }, body: { reason: '可疑' } })
  const { identifier, device_token } = customer
  const pending = await app().anonymous('signIn', { body: { identifier, password, token: true, device_token } })
  assert.ok('sign_in_id' in pending)
  const { token } = await app().anonymous('verifySecondFactor', {
    params: { sign_in_id: pending.sign_in_id },
    body: { proof: { method: 'totp', code: next() }, token: true },
  })
  const api = app().client(token)
  const { id: challenge_id } = await api('startChallenge', { body: { operation: 'unfreeze', method: 'totp' } })
  await assert.rejects(
    api('unfreezeAccount', { body: { password, verification: { challenge_id, code: next() } } }),
    refused('FROZEN_BY_TOPAY'),
  )
})

test('the desk starts a reset: the code goes to the customer’s addresses, and the desk sees them masked', async () => {
  const customer = await app().signUp()
  const case_id = await openOrdinaryCase(customer)
  const agent = await staffOn(case_id, ['agent'])
  const answer = await agent.api('sendResetLink', { params: { case_id } })
  assert.deepEqual(answer, { sent_to: [`${customer.identifier[0]}***@example.com`] })
  const [sent] = await outbox(customer.identifier)
  const link = /\/reset\/(?<id>\w+)#(?<long>[\w-]+)/.exec(sent?.body ?? '')?.groups ?? {}
  assert.ok(link.id && link.long)
  await app().anonymous('confirmPasswordReset', {
    params: { password_reset_id: link.id },
    body: { code: link.long, password: 'a longer battery of horses' },
  })
  await assert.rejects(agent.api('sendResetLink', { params: { case_id } }), refused('CODE_TOO_SOON'))
})
