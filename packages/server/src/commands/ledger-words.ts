import type { Problem } from '@topay/ledger'

/** What each problem that verification can find means, for the person at the terminal. */
export const PROBLEM_WORDS: Record<Problem['problem'], { zh: string; en: string }> = {
  ID_TWICE: { zh: '同一编号出现两次', en: 'the same id is there twice' },
  ENTRY_WITHOUT_ACCOUNT: { zh: '分录没有所属账户', en: 'an entry whose account is gone' },
  ENTRY_MISSING: { zh: '此分录之前缺少分录', en: 'the entry before this one is missing' },
  ENTRY_WITHOUT_TRANSFER: { zh: '分录没有对应的转账', en: 'an entry whose transfer is gone' },
  BALANCE_NOT_SUM: { zh: '余额不等于分录之和', en: 'the balance is not the sum of the entries' },
  BALANCE_NEGATIVE: { zh: '不允许透支的账户出现负余额', en: 'below zero on an account that may not be' },
  TIME_GOES_BACK: { zh: '时间倒流', en: 'earlier than the entry before it' },
  HASH_WRONG: {
    zh: '哈希不符：此行或其转账、账户被改动过',
    en: 'wrong hash: this row, its transfer or its account was changed',
  },
  TRANSFER_WITHOUT_ENTRIES: { zh: '转账没有分录', en: 'a transfer without entries' },
  TRANSFER_NOT_ITS_LEGS: { zh: '分录与转账内容不一致', en: 'the entries are not what the transfer says' },
  BOOKS_NOT_ZERO: { zh: '某币种的账合计不为零', en: 'the books of a currency do not sum to zero' },
  HELD_NOT_SUM: { zh: '冻结金额不等于未结束的冻结之和', en: 'the amount held is not the sum of the open holds' },
  HOLD_ENDED_BUT_OPEN: { zh: '已结束的冻结仍在计数', en: 'a hold that ended still counts' },
  REVERSED_TOO_MUCH: { zh: '退回金额超过原转账', en: 'more was taken back than was moved' },
  SEALED_ENTRY_GONE: { zh: '封存过的分录不见了或被改动', en: 'an entry that was sealed is gone or changed' },
  SEAL_CHANGED: { zh: '封存记录被改动', en: 'a seal was changed' },
  SEAL_NOT_AS_PUBLISHED: { zh: '封存摘要与另存的不一致', en: 'a seal is not the one that was kept elsewhere' },
}

/** One line for a problem: its words, then where it is. */
export function describeProblem({ problem, account_id, version, transfer_id, detail }: Problem): string {
  const places = [
    account_id !== null && `账户 account ${account_id}`,
    version !== null && `第 ${version} 笔 entry ${version}`,
    transfer_id !== null && `转账 transfer ${transfer_id}`,
    detail !== null && JSON.stringify(detail),
  ].filter((place) => place !== false)
  const { zh, en } = PROBLEM_WORDS[problem]
  return [`${problem}  ${zh}  ${en}`, ...places].join(' · ')
}
