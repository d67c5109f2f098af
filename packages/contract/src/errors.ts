/** One row of the error registry: HTTP status, whether the same request may simply be sent again, and the words people read. */
export type ErrorRow = {
  status: number
  retryable: boolean
  /** What happened. */
  zh: string
  en: string
  /** The next step. */
  zhNext: string
  enNext: string
}

const row = (status: number, zh: string, zhNext: string, en: string, enNext: string, retryable = false): ErrorRow => ({
  status,
  retryable,
  zh,
  en,
  zhNext,
  enNext,
})

/** Every error code that Topay answers with. Codes are stable: programs may branch on them; texts may be polished. */
export const errors = {
  INPUT_INVALID: row(
    400,
    '内容格式不对',
    '请按提示改正后再提交',
    'Some of the input is not valid',
    'Correct the named fields and send again',
  ),
  BODY_MALFORMED: row(
    400,
    '请求内容无法读取',
    '请发送正确的 JSON',
    'The body could not be read',
    'Send well-formed JSON',
  ),
  BODY_TOO_LARGE: row(
    413,
    '内容太大',
    '请缩短文字或压缩附件',
    'The content is too large',
    'Shorten the text or send a smaller file',
  ),
  MEDIA_UNSUPPORTED: row(
    415,
    '不支持这种内容类型',
    '请使用 application/json',
    'This content type is not supported',
    'Use application/json',
  ),
  IDEMPOTENCY_KEY_REQUIRED: row(
    400,
    '缺少 Idempotency-Key',
    '每次操作带一个新的唯一编号，重试时用同一个',
    'The Idempotency-Key header is missing',
    'Send a fresh unique key for each operation and the same one on a retry',
  ),
  IDEMPOTENCY_KEY_REUSED: row(
    409,
    '同一编号已用于另一项内容',
    '内容变了就换一个新编号',
    'This key was used with different content',
    'Use a new key for new content',
  ),
  NOT_SIGNED_IN: row(401, '请先登录', '登录后再试', 'You are not signed in', 'Sign in and try again'),
  TOKEN_WRONG_KIND: row(
    401,
    '这个凭证不能用在这里',
    '请用对应身份登录',
    'This token is not valid here',
    'Sign in with the right kind of account',
  ),
  CREDENTIALS_WRONG: row(
    401,
    '账号或密码不对',
    '请再核对一次，忘了可以重置',
    'The account or password is wrong',
    'Check both, or reset the password',
  ),
  PERMISSION_MISSING: row(
    403,
    '您的角色没有这项权限',
    '请主管处理',
    'Your role does not allow this',
    'Ask a supervisor',
  ),
  CASE_NOT_YOURS: row(
    403,
    '接手后才能查看客户资料',
    '先接手这个案件',
    'Customer data opens with an assigned case',
    'Take the case first',
  ),
  ORIGIN_REFUSED: row(
    403,
    '请求来源不可信',
    '请从 Topay 页面操作',
    'The request came from another site',
    'Act from a Topay page',
  ),
  NOT_FOUND: row(404, '没有找到', '请核对编号，或从列表里打开', 'Not found', 'Check the id, or open it from a list'),
  CODE_WRONG: row(
    422,
    '验证码不对或已过期',
    '核对最近一条验证码，或重新获取',
    'The code is wrong or has expired',
    'Check the latest code, or ask for a new one',
  ),
  CODE_TOO_SOON: row(
    429,
    '验证码刚刚发过',
    '60 秒后可以再次获取',
    'A code was sent a moment ago',
    'Ask again after 60 seconds',
    true,
  ),
  CODE_LIMIT: row(
    429,
    '验证码次数已用完',
    '一小时后再试，或联系客服',
    'Too many codes were asked for',
    'Try again in an hour, or contact support',
  ),
  RATE_LIMITED: row(429, '操作太频繁', '请稍等片刻再试', 'Too many requests', 'Wait a moment and try again', true),
  IDENTIFIER_INVALID: row(
    422,
    '请填写有效的邮箱或手机号',
    '手机号默认为中国大陆，其他地区请加国家码',
    'Give a valid e-mail address or phone number',
    'Numbers outside mainland China need their country code',
  ),
  PASSWORD_WEAK: row(
    422,
    '这个密码太常见',
    '换一个不容易猜到的，至少 8 个字符',
    'This password is too common',
    'Choose one that is hard to guess, 8 characters or more',
  ),
  PAYMENT_PASSWORD_WEAK: row(
    422,
    '支付密码太简单',
    '不要用连号、重复数字或生日',
    'The payment password is too simple',
    'Avoid sequences, repeats and birthdays',
  ),
  PAYMENT_PASSWORD_WRONG: row(
    422,
    '原支付密码不对',
    '请再核对一次',
    'The current payment password is wrong',
    'Check it and try again',
  ),
  PAYMENT_PASSWORD_LOCKED: row(
    423,
    '支付密码已锁定',
    '到时自动解锁，也可以联系客服',
    'The payment password is locked',
    'It unlocks by itself at the time shown',
  ),
  CARD_INVALID: row(
    422,
    '卡号不对',
    '请对照卡面再输入一次',
    'The card number is not valid',
    'Check it against the card',
  ),
  CARD_REFUSED: row(
    422,
    '银行没有通过这张卡',
    '请换一张卡，或联系发卡行',
    'The bank did not accept this card',
    'Use another card or call your bank',
  ),
  CARD_EXISTS: row(409, '这张卡已经绑定', '可以直接使用', 'This card is already linked', 'You can use it right away'),
  BANK_UNREACHABLE: row(
    503,
    '银行暂时联系不上，未扣款',
    '几分钟后再试',
    'The bank cannot be reached; you were not charged',
    'Try again in a few minutes',
    true,
  ),
  MERCHANT_CLOSED: row(
    422,
    '商户暂不可收款',
    '请联系商户',
    'The merchant cannot accept payments',
    'Contact the merchant',
  ),
  CURRENCY_UNSUPPORTED: row(422, '暂不支持这个币种', '请使用人民币', 'This currency is not supported here', 'Use CNY'),
  ORDER_NOT_PAYABLE: row(
    409,
    '订单已关闭或已支付',
    '请查看订单状态',
    'The order is closed or already paid',
    'Look at the state of the order',
  ),
  CASE_CLOSED: row(409, '这个案件已经关闭', '可以发消息重新打开', 'This case is closed', 'Send a message to reopen it'),
  CASE_NOT_CLOSED: row(
    409,
    '案件还没有结束，暂不能评价',
    '结束后再评价',
    'The case is not closed yet',
    'Rate it after it is closed',
  ),
  CASE_ALREADY_RATED: row(409, '已经评价过', '谢谢，您的评价已收到', 'Already rated', 'Thank you, we have your rating'),
  TRANSITION_ILLEGAL: row(
    409,
    '当前状态不能这样操作',
    '请刷新后查看最新状态',
    'Not possible in the current state',
    'Reload to see the latest state',
  ),
  ASSIGNEE_INVALID: row(
    422,
    '不能转给这位同事',
    '请选择在职的客服',
    'The case cannot go to this colleague',
    'Choose an active agent',
  ),
  SETUP_DONE: row(409, '管理员已经创建', '请直接登录', 'The administrator exists already', 'Sign in'),
  SETUP_TOKEN_WRONG: row(
    403,
    '设置链接无效或已用过',
    '请使用启动时打印的链接',
    'The set-up link is wrong or used up',
    'Use the link printed at start',
  ),
  STAFF_EXISTS: row(
    409,
    '这个邮箱已有员工账号',
    '请换一个邮箱',
    'A staff account with this e-mail exists',
    'Use another address',
  ),
  FILE_TYPE_REFUSED: row(
    422,
    '不支持这种文件',
    '可以发图片或 PDF',
    'This kind of file is not accepted',
    'Send a picture or a PDF',
  ),
  FILE_MISSING: row(422, '没有找到附件', '请重新上传', 'The attachment was not found', 'Upload it again'),
  UNAVAILABLE: row(
    503,
    '服务暂时不可用，您的钱不受影响',
    '几秒后会自动恢复，请再试',
    'Temporarily unavailable; your money is not affected',
    'It recovers by itself in seconds; try again',
    true,
  ),
  INTERNAL: row(
    500,
    '是我们的问题，已上报，您的钱不受影响',
    '请再试一次；不行就联系客服并报编号',
    'Our fault, reported; your money is not affected',
    'Try once more, or contact support with the request id',
    true,
  ),
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof errors
