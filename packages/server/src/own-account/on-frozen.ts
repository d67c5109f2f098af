import { openUrgentCase } from '../cases/index.ts'
import type { Tx } from '../platform/index.ts'

/**
 * Opens the urgent case of an account that was frozen, or answers with the one that is open. Identity is given it at wiring. Publishes events: call it last in
 * a transaction.
 */
export const onFrozen = (tx: Tx, customerId: string): Promise<{ case_id: string; case_number: string }> =>
  openUrgentCase(tx, {
    customer_id: customerId,
    topic: 'security',
    subject: { zh: '账户已冻结，请帮我确认安全', en: 'My account is frozen, please help me make it safe' },
    note: {
      zh: '账户已被冻结：钱转不出去，登录已结束。请先与客户确认发生了什么，再看近期的交易和登录；解除冻结要客户自己用强验证，或由两位同事决定。',
      en: 'The account was frozen: nothing goes out and its sessions ended. Find out with the customer what happened first, then look at recent payments and sign-ins. Unfreezing takes the customer’s own strong factor, or two colleagues.',
    },
  })
