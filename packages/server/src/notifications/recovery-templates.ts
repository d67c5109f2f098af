import type { Template } from './template.ts'

/** A forgotten password, and addresses that are added to an account. */
export const recoveryTemplates = {
  password_reset_email: {
    params: ['code', 'minutes', 'link', 'link_minutes'],
    'zh-CN': {
      subject: '重置您的 Topay 登录密码',
      body: '验证码 {code}，{minutes} 分钟内有效，用来重置 Topay 登录密码。也可以直接打开链接，{link_minutes} 分钟内有效：{link} 。请勿告诉任何人，Topay 的工作人员也不会向您索要。如果不是您在操作，无需理会，密码不会变。',
    },
    en: {
      subject: 'Reset your Topay password',
      body: 'Your code to reset the Topay sign-in password is {code}, good for {minutes} minutes. Or open this link, good for {link_minutes} minutes: {link} . Tell neither to anybody; Topay staff never ask for them. If this was not you, there is nothing to do: your password stays as it is.',
    },
  },
  password_reset_sms: {
    params: ['code', 'minutes'],
    'zh-CN': {
      subject: '重置您的 Topay 登录密码',
      body: '验证码 {code}，{minutes} 分钟内有效，用来重置 Topay 登录密码。请勿告诉任何人，Topay 的工作人员也不会向您索要。如果不是您在操作，无需理会，密码不会变。',
    },
    en: {
      subject: 'Reset your Topay password',
      body: 'Your code to reset the Topay sign-in password is {code}, good for {minutes} minutes. Tell it to nobody; Topay staff never ask for it. If this was not you, there is nothing to do: your password stays as it is.',
    },
  },
  password_reset_sms_link: {
    params: ['code', 'minutes', 'link'],
    'zh-CN': {
      subject: '重置您的 Topay 登录密码',
      body: '打开 {link} ，输入验证码 {code}（{minutes} 分钟内有效），就能重置 Topay 登录密码。请勿告诉任何人，Topay 的工作人员也不会向您索要。如果您没有请客服帮忙，无需理会，密码不会变。',
    },
    en: {
      subject: 'Reset your Topay password',
      body: 'Open {link} and enter the code {code}, good for {minutes} minutes, to reset your Topay sign-in password. Tell it to nobody; Topay staff never ask for it. If you did not ask support for help, there is nothing to do: your password stays as it is.',
    },
  },
  password_reset_no_account: {
    params: [],
    'zh-CN': {
      subject: '这个联系方式没有 Topay 账户',
      body: '有人想重置 Topay 登录密码，但这个联系方式没有 Topay 账户。如果是您，请换一个注册时用的邮箱或手机号。如果不是您，无需理会。',
    },
    en: {
      subject: 'This address has no Topay account',
      body: 'Somebody tried to reset a Topay password with this address, which has no account. If it was you, try the e-mail address or phone number you signed up with. If not, there is nothing to do.',
    },
  },
  contact_code: {
    params: ['code', 'minutes'],
    'zh-CN': {
      subject: '添加联系方式的验证码',
      body: '有人要把这个联系方式添加到自己的 Topay 账户，验证码 {code}，{minutes} 分钟内有效。请勿告诉任何人，Topay 的工作人员也不会向您索要。如果不是您在操作，无需理会。',
    },
    en: {
      subject: 'Code to add this address',
      body: 'Somebody is adding this address to their Topay account. The code is {code}, good for {minutes} minutes. Tell it to nobody; Topay staff never ask for it. If this was not you, there is nothing to do.',
    },
  },
  contact_taken: {
    params: [],
    'zh-CN': {
      subject: '有人想把您的联系方式加到另一个账户',
      body: '有人想把这个联系方式添加到另一个 Topay 账户。它是您账户的，所以没有成功。如果是您，请先在原来的账户里移除它。如果不是您，无需理会，您的账户没有任何变化。',
    },
    en: {
      subject: 'Somebody tried to add your address to another account',
      body: 'Somebody tried to add this address to another Topay account. It belongs to yours, so nothing came of it. If it was you, remove it from this account first. If not, there is nothing to do: your account has not changed.',
    },
  },
} as const satisfies Record<string, Template>
