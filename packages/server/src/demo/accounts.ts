import type { LocalizedText } from '@topay/contract'
import { customers } from './data/customers.ts'
import { staff } from './data/staff.ts'

/** Everybody's secrets in the demo world. They are printed at start and mean nothing anywhere else; production refuses to load it. */
export const demoPasswords = { customer: 'jade-lake-2417', staff: 'ink-desk-5063', payment: '528047' } as const

export type DemoAccount = {
  label: LocalizedText
  app: 'customer' | 'desk'
  /** What to sign in with. */
  identifier: string
  password: string
  payment_password?: string
}

const customer = (zh: string, en: string, identifier: string): DemoAccount => ({
  label: { zh, en },
  app: 'customer',
  identifier,
  password: demoPasswords.customer,
  payment_password: demoPasswords.payment,
})
const colleague = (zh: string, en: string, identifier: string): DemoAccount => ({
  label: { zh, en },
  app: 'desk',
  identifier,
  password: demoPasswords.staff,
})

/** The accounts for people who try Topay. All the other customers and colleagues have the same passwords. */
export const demoAccounts: readonly DemoAccount[] = [
  customer('客户 陈思远', 'Customer Chen Siyuan', customers.siyuan.email),
  customer('客户 Maya Reed（英文）', 'Customer Maya Reed (English)', customers.maya.email),
  colleague('客服 林晓', 'Agent Lin Xiao', staff.lin.email),
  colleague('身份审核 秦舒', 'Identity reviewer Qin Shu', staff.qin.email),
  colleague('主管 沈岩', 'Supervisor Shen Yan', staff.shen.email),
  colleague('管理员 方衡', 'Administrator Fang Heng', staff.fang.email),
]
