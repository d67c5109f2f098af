import type { LocalizedText } from '@topay/contract'
import type { InternalCaseKind } from '../cases/index.ts'
import type { OwnRecord } from './queries.ts'
import type { Movement } from './bank-side.ts'

const grouped = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
/** ¥1,286.00, from minor units. */
const yuan = (amount: number): string => `${amount < 0 ? '-' : ''}¥${grouped.format(Math.abs(amount) / 100)}`

const operations: Record<Movement['operation'] | 'returned', LocalizedText> = {
  debit: { zh: '扣款', en: 'debit' },
  payout: { zh: '付款到卡', en: 'payout' },
  refund: { zh: '退款', en: 'refund' },
  returned: { zh: '付款退回', en: 'returned payout' },
}
const sources: Record<OwnRecord['source'], LocalizedText> = {
  payment: { zh: '付款', en: 'payment' },
  top_up: { zh: '充值', en: 'top-up' },
  withdrawal: { zh: '提现', en: 'withdrawal' },
  return: { zh: '退回', en: 'return' },
}

type CloseReason = Parameters<InternalCaseKind['clearUp']>[1]['reason']
const closeReasons: Record<CloseReason, LocalizedText> = {
  solved: { zh: '已解决', en: 'solved' },
  no_answer: { zh: '没有更多回复', en: 'no more answer' },
  duplicate: { zh: '重复', en: 'duplicate' },
  other: { zh: '其他', en: 'other' },
}

const nameOf = (row: Movement): LocalizedText => operations[row.status === 'returned' ? 'returned' : row.operation]

export const words = {
  unknownAtTopay: (row: Movement): LocalizedText => ({
    zh: `银行文件里有一笔${nameOf(row).zh} ${yuan(row.amount)}，我们没有对应的记录。钱在哪里、属于谁，需要人工核实。`,
    en: `The bank's file has a ${nameOf(row).en} of ${yuan(row.amount)} that we have no record of. Somebody must find out whose it is.`,
  }),
  chargedThoughFailed: (row: Movement, own: OwnRecord): LocalizedText => ({
    zh: `银行扣了 ${yuan(row.amount)}，而这笔${sources[own.source].zh}在我们这里已失败。已自动发起退回并告知客户，请确认款项退到。`,
    en: `The bank charged ${yuan(row.amount)} for a ${sources[own.source].en} that had failed here. Its return has been started and the customer told; see that it arrives.`,
  }),
  paidThoughFailed: (row: Movement, taken: number): LocalizedText => ({
    zh: `银行已向客户的卡付出 ${yuan(row.amount)}，而这笔提现在我们这里已失败、钱已回到客户余额。已从余额扣回 ${yuan(taken)}，还差 ${yuan(row.amount - taken)}。`,
    en: `The bank paid ${yuan(row.amount)} to the card for a withdrawal that had failed here, its money back in the balance. ${yuan(taken)} was taken back from the balance, ${yuan(row.amount - taken)} is missing.`,
  }),
  cameBackThoughFailed: (row: Movement): LocalizedText => ({
    zh: `一笔在我们这里已失败的提现，银行先付出、后退回了 ${yuan(row.amount)}。钱应在客户余额里，请核实。`,
    en: `A payout of ${yuan(row.amount)} came back, of a withdrawal that had failed here. The money should be in the balance; see that it is.`,
  }),
  refundedTwice: (row: Movement): LocalizedText => ({
    zh: `银行已把 ${yuan(row.amount)} 退回银行卡，而我们已改退到余额：客户可能收到两次。`,
    en: `The bank refunded ${yuan(row.amount)} to the card after we had paid it into the balance instead: the customer may have it twice.`,
  }),
  returnContradicted: (amount: number): LocalizedText => ({
    zh: `银行扣了 ${yuan(amount)}，我们要求退款时却说没有可退的扣款。可能银行已自行退回，所以不会自动改退到余额，需要人工向银行核实。`,
    en: `The bank charged ${yuan(amount)} and says, asked for the refund, that there is no such debit to refund. It may have undone it itself, so the money does not go to the balance; somebody must ask the bank.`,
  }),
  amounts: (row: Movement, books: number): LocalizedText => ({
    zh: `同一笔${nameOf(row).zh}两边金额不同：银行 ${yuan(row.amount)}，账上 ${yuan(books)}，相差 ${yuan(row.amount - books)}。`,
    en: `The same ${nameOf(row).en} with two amounts: ${yuan(row.amount)} at the bank, ${yuan(books)} in the books, ${yuan(row.amount - books)} apart.`,
  }),
  missingAtBank: (row: Movement): LocalizedText => ({
    zh: `账上有一笔${nameOf(row).zh} ${yuan(row.amount)}，当日和相邻日的银行文件里都没有。`,
    en: `The books have a ${nameOf(row).en} of ${yuan(row.amount)} that is in no file of the bank, of this day or those beside it.`,
  }),
  strangePosting: (net: number): LocalizedText => ({
    zh: `银行清算账户有一笔 ${yuan(net)} 的记账，不对应任何付款、充值、提现或退回。`,
    en: `A posting of ${yuan(net)} on the bank's account stands for no payment, top-up, withdrawal or return.`,
  }),
  unreadable: (reason: string): LocalizedText => ({
    zh: `银行当日的对账文件拿不到或无法读取（${reason}）。每小时会自动重试，成功后本案自动关闭。`,
    en: `The bank's file of the day is missing or cannot be read (${reason}). It is tried again every hour; this case closes by itself when it works.`,
  }),
  caseClosed: (number: string, reason: CloseReason): LocalizedText => ({
    zh: `案件 ${number} 已关闭：${closeReasons[reason].zh}。`,
    en: `Case ${number} was closed: ${closeReasons[reason].en}.`,
  }),
  readable: { zh: '文件已能读取，当日已核对。', en: 'The file can be read now, and the day has been compared.' },
}

const kinds = {
  bank_only: { zh: '银行多出', en: 'Only at the bank' },
  books_only: { zh: '银行缺少', en: 'Only in the books' },
  amount: { zh: '金额不符', en: 'Amounts differ' },
  status: { zh: '状态不符', en: 'States differ' },
  unreadable: { zh: '文件无法读取', en: 'File unreadable' },
} as const

/** The name of a difference's case, for colleagues of either language. */
export const subjectOf = (kind: keyof typeof kinds, date: string, amount: number | null): string =>
  `${kinds[kind].zh}${amount === null ? '' : ` ${yuan(amount)}`} · ${kinds[kind].en} · ${date}`
