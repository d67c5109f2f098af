import type { LocalizedText, Role } from '@topay/contract'

export type DemoStaff = { name: LocalizedText; email: string; roles: Role[] }

const person = (zh: string, en: string, email: string, roles: Role[]): DemoStaff => ({
  name: { zh, en },
  email: `${email}@example.com`,
  roles,
})

/** Five agents, an identity reviewer, two supervisors, and the administrator, who comes first and makes the others' accounts. */
export const staff = {
  fang: person('方衡', 'Fang Heng', 'fang.heng', ['admin']),
  lin: person('林晓', 'Lin Xiao', 'lin.xiao', ['agent', 'payments_agent']),
  han: person('韩松', 'Han Song', 'han.song', ['agent', 'payments_agent']),
  luo: person('罗一', 'Luo Yi', 'luo.yi', ['agent']),
  ye: person('叶青', 'Ye Qing', 'ye.qing', ['agent']),
  zhou: person('周可', 'Zhou Ke', 'zhou.ke', ['agent', 'refund_reviewer']),
  qin: person('秦舒', 'Qin Shu', 'qin.shu', ['identity_reviewer']),
  shen: person('沈岩', 'Shen Yan', 'shen.yan', ['supervisor']),
  he: person('何静', 'He Jing', 'he.jing', ['supervisor']),
} as const satisfies Record<string, DemoStaff>

export type StaffKey = keyof typeof staff
