import type { Template } from './template.ts'

/** What applicants for an account, and customers whose class changes, read. `number` is that of the case; nothing says whether there is such an account. */
export const applicantTemplates = {
  recovery_code: {
    params: ['code', 'minutes'],
    'zh-CN': {
      subject: '找回账户的验证码',
      body: '找回账户的验证码 {code}，{minutes} 分钟内有效，用来确认我们能联系到您。请勿告诉任何人，Topay 的工作人员也不会向您索要。如果不是您在申请，无需理会。',
    },
    en: {
      subject: 'Code to get an account back',
      body: 'Your code is {code}, good for {minutes} minutes. It shows that we can reach you here. Tell it to nobody; Topay staff never ask for it. If you are not asking for an account back, there is nothing to do.',
    },
  },
  recovery_received: {
    params: ['number', 'url'],
    'zh-CN': {
      subject: '已收到找回账户的申请 {number}',
      body: '我们收到了您找回账户的申请 {number}，会由两位审核人员先后核对证件。进度和答复时间在这里：{url}。如果不是您申请的，无需理会。',
    },
    en: {
      subject: 'We have your request {number}',
      body: 'We have your request {number} to get an account back. Two people look at the documents one after the other. Where it stands and when it is answered: {url}. If this was not you, there is nothing to do.',
    },
  },
  recovery_first_review: {
    params: ['number', 'url'],
    'zh-CN': {
      subject: '申请 {number}：第一位已看过',
      body: '您找回账户的申请 {number} 已由第一位审核人员看过，正在由第二位审核：{url}。如果不是您申请的，无需理会。',
    },
    en: {
      subject: 'Request {number}: the first review is done',
      body: 'The first reviewer has looked at your request {number}; a second one looks now: {url}. If this was not you, there is nothing to do.',
    },
  },
  recovery_more_needed: {
    params: ['number', 'url'],
    'zh-CN': {
      subject: '申请 {number} 还需要补充',
      body: '您找回账户的申请 {number} 还需要补充材料，请打开页面查看缺什么：{url}。如果不是您申请的，无需理会。',
    },
    en: {
      subject: 'Request {number} needs something more',
      body: 'Your request {number} needs something more. The page says what: {url}. If this was not you, there is nothing to do.',
    },
  },
  recovery_rejected: {
    params: ['number', 'url'],
    'zh-CN': {
      subject: '申请 {number} 没有通过',
      body: '您找回账户的申请 {number} 没有通过，原因写在页面里。您可以换更清楚的证件重新申请：{url}。如果不是您申请的，无需理会。',
    },
    en: {
      subject: 'Request {number} was not granted',
      body: 'Your request {number} was not granted; the page says why. You can ask again with clearer documents: {url}. If this was not you, there is nothing to do.',
    },
  },
  recovery_withdrawn: {
    params: ['number', 'url'],
    'zh-CN': {
      subject: '找回账户的申请 {number} 已撤回',
      body: '您撤回了找回账户的申请 {number}，证件照片已删除。需要时可以重新申请：{url}。如果不是您申请的，无需理会。',
    },
    en: {
      subject: 'Request {number} was taken back',
      body: 'You took your request {number} back, and its pictures are deleted. You can ask again at any time: {url}. If this was not you, there is nothing to do.',
    },
  },
  recovery_expired: {
    params: ['number', 'url'],
    'zh-CN': {
      subject: '找回账户的申请 {number} 已结束',
      body: '我们没有等到您补充材料，找回账户的申请 {number} 已结束，证件照片已删除。您可以重新申请：{url}。如果不是您申请的，无需理会。',
    },
    en: {
      subject: 'Request {number} has ended',
      body: 'Nothing more came for your request {number}, so it has ended and its pictures are deleted. You can ask again: {url}. If this was not you, there is nothing to do.',
    },
  },
  verification_expiring: {
    params: ['date', 'url'],
    'zh-CN': {
      subject: '您认证的证件将于 {date} 到期',
      body: '您实名认证的证件有效期到 {date}。请在此之前换用新证件认证，否则额度会降低：{url}。如果您没有认证过，请联系客服。',
    },
    en: {
      subject: 'Your document is valid until {date}',
      body: 'The document that you were verified with is valid until {date}. Verify with the new one before then, or your limits go down: {url}. If you never were verified, contact support.',
    },
  },
  verification_expired: {
    params: ['date', 'class', 'url'],
    'zh-CN': {
      subject: '您认证的证件已到期',
      body: '您实名认证的证件已于 {date} 到期，账户现在是 {class} 类，额度已降低。换用新证件认证即可恢复：{url}。如果您没有认证过，请联系客服。',
    },
    en: {
      subject: 'Your document has expired',
      body: 'The document that you were verified with expired on {date}. Your account is of class {class} now, with lower limits. Verify with the new one to have them back: {url}. If you never were verified, contact support.',
    },
  },
  verification_ended: {
    params: ['url'],
    'zh-CN': {
      subject: '实名认证已结束',
      body: '我们没有等到您补充材料，这次实名认证已结束，照片已删除。您可以重新提交：{url}。如果不是您提交的，请联系客服。',
    },
    en: {
      subject: 'Your verification has ended',
      body: 'Nothing more came for your identity verification, so it has ended and its pictures are deleted. You can send it again: {url}. If it was not yours, contact support.',
    },
  },
} as const satisfies Record<string, Template>
