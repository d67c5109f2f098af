import type { AccountOperation, ConfirmedOperation, LocalizedText, Verification } from '@topay/contract'
import { AppError, normaliseAddress, type Tx } from '../../platform/index.ts'
import { lockCustomer } from '../customers.ts'
import { answerChallenge, bindingOf } from './challenges.ts'
import type { FactorConfig } from './totp.ts'

/** What a customer is asked to confirm, in words that go on with "You are about to". */
const changes: Record<AccountOperation, LocalizedText> = {
  change_password: { zh: '修改登录密码', en: 'change the sign-in password' },
  reset_payment_password: { zh: '重置支付密码', en: 'reset the payment password' },
  add_contact: { zh: '添加联系方式', en: 'add an address' },
  remove_contact: { zh: '移除联系方式', en: 'remove an address' },
  set_phrase: { zh: '修改防伪短语', en: 'change the anti-phishing phrase' },
  disable_totp: { zh: '关闭验证器', en: 'turn the authenticator app off' },
  renew_recovery_codes: { zh: '更换恢复码', en: 'renew the recovery codes' },
  set_code_factor: { zh: '更改登录时的短信或邮件验证', en: 'change whether signing in takes a code' },
  add_passkey: { zh: '添加通行密钥', en: 'add a passkey' },
  remove_passkey: { zh: '删除通行密钥', en: 'remove a passkey' },
  unfreeze: { zh: '解除账户冻结', en: 'unfreeze the account' },
  export_data: { zh: '导出个人数据', en: 'export your data' },
  close_account: { zh: '注销账户', en: 'close the account' },
}

/** What an answer to a challenge is good for. `parts`: what of the operation matters beside its name. */
const accountBinding = (operation: AccountOperation, parts: readonly string[]): Buffer =>
  bindingOf(['account', operation, ...parts])

type AccountChallenge = Extract<ConfirmedOperation, { operation: AccountOperation }>

const partsOf = (operation: AccountChallenge): string[] => {
  switch (operation.operation) {
    case 'add_contact': {
      const address = normaliseAddress(operation.identifier)
      if (!address)
        throw new AppError('IDENTIFIER_INVALID', { fields: [{ path: 'identifier', message: 'no valid address' }] })
      return [address.value]
    }
    case 'remove_contact':
      return [operation.contact_id]
    case 'remove_passkey':
      return [operation.passkey_id]
    default:
      return []
  }
}

/** What a challenge for a change of the account is bound to, and says. Throws IDENTIFIER_INVALID. */
export const accountConfirmed = (
  operation: AccountChallenge,
): { binding: Buffer; change: LocalizedText; strong: boolean } => {
  const parts = partsOf(operation)
  const change = changes[operation.operation]
  const [added] = operation.operation === 'add_contact' ? parts : []
  return {
    binding: accountBinding(operation.operation, parts),
    // Whoever made it necessary may have the mailbox or the phone.
    strong: operation.operation === 'unfreeze',
    change: added === undefined ? change : { zh: `${change.zh} ${added}`, en: `${change.en}, ${added}` },
  }
}

/** Whether a change of the account was confirmed by a second factor. */
export type FactorAnswer = 'ok' | 'needed' | 'wrong'

/**
 * Checks the second factor of a change of the account: the answer to a challenge that was made for exactly this (`add_contact`: the address in its one form,
 * `remove_contact` and `remove_passkey`: the id). A refusal is a value: commit it, or the try is not counted; then `requireFactor`.
 */
export const accountFactor = async (
  tx: Tx,
  config: FactorConfig,
  input: {
    customer_id: string
    operation: AccountOperation
    parts?: readonly string[]
    verification?: Verification | undefined
  },
): Promise<FactorAnswer> => {
  const { customer_id, operation, parts = [], verification } = input
  // Changes of an account come one after the other, and take this lock before any other.
  await lockCustomer(tx, customer_id)
  if (!verification) return 'needed'
  const binding = accountBinding(operation, parts)
  const { result } = await answerChallenge(tx, config, { customer_id, binding, verification })
  return result === 'ok' ? 'ok' : 'wrong'
}

/** Throws FACTOR_NEEDED or CODE_WRONG, after the transaction. */
export const requireFactor = (answer: FactorAnswer): void => {
  if (answer === 'needed') throw new AppError('FACTOR_NEEDED')
  if (answer === 'wrong')
    throw new AppError('CODE_WRONG', { fields: [{ path: 'verification', message: 'wrong or expired' }] })
}
