/** Where the cause of a failed payment lies. */
export type CauseClass = 'network' | 'balance' | 'limit' | 'security' | 'risk' | 'bank' | 'merchant' | 'system'
/** Who can put it right. */
export type Fixer = 'customer' | 'bank' | 'merchant' | 'topay'
/** Whether money left the customer: certainly not, held for now, or not known yet. */
export type MoneyMoved = 'no' | 'unknown' | 'held'
/** When the same payment may be tried again: now, after a change, later, only queried, never. */
export type RetryRule = 'now' | 'after_change' | 'later' | 'query_only' | 'never'
/** The self-service step that is offered first. */
export type FailureAction =
  | 'network_test'
  | 'live_status'
  | 'switch_method'
  | 'open_prompt'
  | 'top_up'
  | 'other_card'
  | 'view_hold'
  | 'bind_card'
  | 'verify_identity'
  | 'step_up'
  | 'edit_limit'
  | 'new_order'
  | 'retry'
  | 'reset_payment_password'
  | 'set_payment_password'
  | 'resend_code'
  | 'countdown'
  | 'add_proof'
  | 'appeal'
  | 'report'
  | 'update_card'
  | 'show_payment'
  | 'order_status'
  | 'contact_merchant'
  | 'check_name'
  | 'notify_me'
  | 'contact_support'

export type FailureRow = {
  cause_class: CauseClass
  fixed_by: Fixer
  money_moved: MoneyMoved
  retry: RetryRule
  action: FailureAction
  zh: string
  en: string
  /** ISO 8583 response codes of banks that map to this row. */
  bank_codes: readonly string[]
}

const failure = (
  cause_class: CauseClass,
  fixed_by: Fixer,
  zh: string,
  en: string,
  retry: RetryRule,
  action: FailureAction,
  more: { money_moved?: MoneyMoved; bank_codes?: readonly string[] } = {},
): FailureRow => ({
  cause_class,
  fixed_by,
  zh,
  en,
  retry,
  action,
  money_moved: more.money_moved ?? 'no',
  bank_codes: more.bank_codes ?? [],
})

/**
 * The failure taxonomy: one typed table that drives the app, the API, the desk and the tests.
 * Signals of fraud, lost or stolen cards (bank codes 34, 41, 43, 59) map to the generic decline on purpose: whoever holds the card must not learn them.
 */
export const failures = {
  NET_OFFLINE: failure(
    'network',
    'customer',
    '网络未连接，未扣款',
    'No connection; you were not charged',
    'now',
    'network_test',
  ),
  NET_UNKNOWN: failure(
    'network',
    'topay',
    '结果确认中，请勿重复付款',
    'We are confirming the result; do not pay again',
    'query_only',
    'live_status',
    { money_moved: 'unknown', bank_codes: ['68'] },
  ),
  NET_BANK_DOWN: failure(
    'network',
    'bank',
    '银行暂不可用，请更换付款方式',
    'Your bank is unavailable; use another method',
    'later',
    'switch_method',
    { bank_codes: ['91', '92', '96'] },
  ),
  USER_PENDING: failure(
    'security',
    'customer',
    '请在手机上完成确认',
    'Confirm on your phone',
    'query_only',
    'open_prompt',
  ),
  BAL_WALLET: failure('balance', 'customer', '余额不足', 'The balance is too low', 'after_change', 'top_up'),
  BAL_BANK: failure('balance', 'customer', '银行卡余额不足', 'Card balance too low', 'after_change', 'other_card', {
    bank_codes: ['51'],
  }),
  BAL_HELD: failure('balance', 'topay', '部分余额暂被冻结', 'Part of the balance is on hold', 'later', 'view_hold'),
  BAL_NO_METHOD: failure('balance', 'customer', '无可用付款方式', 'No usable method', 'after_change', 'bind_card'),
  LIM_CLASS: failure(
    'limit',
    'customer',
    '账户额度已用完，可升级',
    'Class limit reached; it can be raised',
    'after_change',
    'verify_identity',
  ),
  LIM_AUTH_DAY: failure(
    'limit',
    'customer',
    '今日额度已用完，更强的验证可提额',
    'Daily limit reached; stronger verification raises it',
    'after_change',
    'step_up',
  ),
  LIM_OWN: failure('limit', 'customer', '超过您设置的限额', 'Above your own limit', 'after_change', 'edit_limit'),
  LIM_BANK: failure('limit', 'bank', '超过银行限额', 'Bank limit reached', 'later', 'other_card', {
    bank_codes: ['61', '65'],
  }),
  AMT_INVALID: failure('merchant', 'merchant', '金额无效，请核对', 'Invalid amount', 'after_change', 'new_order', {
    bank_codes: ['13'],
  }),
  SEC_PIN_WRONG: failure('security', 'customer', '支付密码错误', 'Wrong payment password', 'now', 'retry'),
  SEC_PIN_LOCK: failure(
    'security',
    'customer',
    '支付密码已锁定',
    'The payment password is locked',
    'after_change',
    'reset_payment_password',
  ),
  SEC_PIN_UNSET: failure(
    'security',
    'customer',
    '请先设置支付密码',
    'Set a payment password first',
    'after_change',
    'set_payment_password',
  ),
  SEC_2FA_NEED: failure('security', 'customer', '需要两步验证', 'Verification needed', 'after_change', 'step_up'),
  SEC_2FA_FAIL: failure('security', 'customer', '验证码错误或过期', 'Code wrong or expired', 'now', 'resend_code'),
  SEC_COOLDOWN: failure('security', 'topay', '处于安全冷静期', 'Safety hold', 'later', 'countdown'),
  RISK_REVIEW: failure('risk', 'topay', '正在核实这笔付款', 'This payment is under review', 'query_only', 'add_proof', {
    money_moved: 'held',
  }),
  RISK_REJECT: failure('risk', 'topay', '为保障安全未完成', 'Not completed, for your safety', 'after_change', 'appeal'),
  RISK_PAYEE: failure('risk', 'customer', '收款方可疑，建议停止', 'Payee suspicious; stop', 'never', 'report'),
  RISK_ACCT: failure('risk', 'topay', '账户受限', 'Account restricted', 'after_change', 'appeal'),
  BANK_DECLINE: failure('bank', 'bank', '银行拒绝，请联系发卡行', 'Declined by your bank', 'later', 'other_card', {
    bank_codes: ['01', '05', '34', '41', '43', '59'],
  }),
  BANK_EXPIRED: failure('bank', 'customer', '银行卡已过期', 'Card expired', 'after_change', 'update_card', {
    bank_codes: ['33', '54'],
  }),
  BANK_DATA: failure('bank', 'customer', '卡信息有误', 'Card details wrong', 'after_change', 'update_card', {
    bank_codes: ['14', '82'],
  }),
  BANK_BLOCKED: failure(
    'bank',
    'bank',
    '此卡不可用，请联系银行',
    'Card unusable; call your bank',
    'never',
    'other_card',
    { bank_codes: ['36', '62', '75'] },
  ),
  BANK_TYPE: failure('bank', 'bank', '此卡不支持该交易', 'Card cannot do this', 'after_change', 'other_card', {
    bank_codes: ['57', '58'],
  }),
  BANK_UNBOUND: failure('bank', 'customer', '绑卡授权已失效', 'Card link ended', 'after_change', 'bind_card', {
    bank_codes: ['42'],
  }),
  MER_CLOSED: failure(
    'merchant',
    'merchant',
    '订单已关闭，请重新下单',
    'Order closed; order again',
    'after_change',
    'new_order',
  ),
  MER_DUP: failure(
    'merchant',
    'topay',
    '可能已付款，请先查记录',
    'May be paid already; check first',
    'query_only',
    'show_payment',
    { money_moved: 'unknown' },
  ),
  MER_OTHER_PAYER: failure(
    'merchant',
    'customer',
    '他人正在支付此订单',
    'Someone else is paying',
    'query_only',
    'order_status',
  ),
  MER_INVALID: failure(
    'merchant',
    'merchant',
    '商户暂不可收款',
    'Merchant cannot accept payments',
    'never',
    'contact_merchant',
    { bank_codes: ['03'] },
  ),
  PAYEE_BAD: failure('merchant', 'customer', '收款人信息不符', 'Payee mismatch', 'after_change', 'check_name'),
  KYC_NEED: failure(
    'limit',
    'customer',
    '请完成或更新实名认证',
    'Verify or renew your identity',
    'after_change',
    'verify_identity',
  ),
  SYS_MAINT: failure('system', 'topay', '系统维护中', 'Maintenance in progress', 'later', 'notify_me'),
  SYS_ERROR: failure(
    'system',
    'topay',
    '系统繁忙，已自动上报',
    'System error; reported for you',
    'now',
    'contact_support',
  ),
} as const satisfies Record<string, FailureRow>

export type FailureCode = keyof typeof failures
export const failureCodes = Object.keys(failures) as [FailureCode, ...FailureCode[]]

const byBankCode = new Map<string, FailureCode>(
  failureCodes.flatMap((code) =>
    (failures[code] as FailureRow).bank_codes.map((bankCode) => [bankCode, code] as const),
  ),
)

/** Maps a bank's ISO 8583 response code to the taxonomy; a code that is not listed is a decline that must not be retried blindly. */
export const failureOfBankCode = (bankCode: string): FailureCode => byBankCode.get(bankCode) ?? 'BANK_DECLINE'
