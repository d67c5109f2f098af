export {
  type AccountRef,
  bankAccount,
  captureMoney,
  getBalance,
  holdMoney,
  move,
  type Movement,
  type NewHold,
  releaseMoney,
  walletAccount,
} from './accounts.ts'
export {
  type BankConnector,
  type BankDecision,
  type BankEvent,
  type BankOperation,
  debitDeadline,
  type DebitRequest,
  type DebitResult,
  type LinkResult,
  notFoundIsFinal,
  type Outcome,
  outcomeOfDebit,
  outcomeOfQuery,
  OVERDUE_MS,
  type PayoutQueryResult,
  type PayoutRequest,
  type PayoutResult,
  queryPause,
  type QueryResult,
  type RefundRequest,
  type RefundResult,
  type StatementResult,
  type StatementRow,
} from './bank-connector.ts'
export { bankRequestOf } from './bank-request.ts'
export { bankNotifyUrl, bankSecrets } from './bank-secrets.ts'
export { type NewTransaction, recordTransaction, settleTransaction } from './bills.ts'
export { cardHolders, getCard, linkCard, type LinkedCard, listCards, removeCard, unlinkCards } from './cards.ts'
export { chinaClock, chinaMonthBounds } from './china-time.ts'
export { downloadReceipt, exportStatement } from './export-statement.ts'
export { getWallet } from './get-wallet.ts'
export { createHttpBank } from './http-bank.ts'
export { walletCrontab, walletJobs } from './jobs.ts'
export { dayCaps, limitRefusal, type Strength } from './limits.ts'
export { createMoneyRequest, endMoneyRequest } from './money-requests.ts'
export { getLimits } from './own-limits.ts'
export { payeeOf, rememberPayee } from './payees.ts'
export { type Refusal, type RefusalFacts, refusalOfAuthorisation } from './refusal.ts'
export { findReturn, type NewReturn, type ReturnFacts, returnsOf, settleReturn, startReturn } from './returns.ts'
export { type BillsQuery, getTransaction, listTransactions } from './list-bills.ts'
export { walletRoutes } from './routes.ts'
export { getSpending } from './spending.ts'
export { outgoingRefusal } from './standing.ts'
export { settleWithdrawal, type WithdrawalOutcome } from './settle-withdrawal.ts'
export { getTopUp, settleTopUp, startTopUp, type WalletDeps } from './top-up.ts'
export {
  getTransfer,
  type NewTransfer,
  openRedPacket,
  sendTransfer,
  startTransfer,
  transferBinding,
} from './transfers.ts'
export {
  getWithdrawal,
  type NewWithdrawal,
  payOut,
  queryWithdrawal,
  startWithdrawal,
  withdraw,
  withdrawalBinding,
} from './withdraw.ts'
