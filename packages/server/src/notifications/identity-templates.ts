import type { Template } from './template.ts'

/** Codes of sign-up and sign-in, and what goes in their place when no code may go. */
export const identityTemplates = {
  sign_up_code: {
    params: ['code', 'minutes'],
    'zh-CN': {
      subject: '您的 Topay 注册验证码',
      body: '注册验证码 {code}，{minutes} 分钟内有效。请勿告诉任何人，Topay 的工作人员也不会向您索要。如果不是您在注册，无需理会。',
    },
    en: {
      subject: 'Your Topay sign-up code',
      body: 'Your sign-up code is {code}, good for {minutes} minutes. Tell it to nobody; Topay staff never ask for it. If you are not signing up, there is nothing to do.',
    },
  },
  sign_up_existing: {
    params: [],
    'zh-CN': {
      subject: '您已经有 Topay 账户',
      body: '有人想用您的联系方式注册 Topay，而您已经有账户了。如果是您，请直接登录。如果不是您，无需理会，您的账户没有任何变化。',
    },
    en: {
      subject: 'You already have a Topay account',
      body: 'Somebody tried to sign up with this address, and you have an account already. If it was you, just sign in. If not, there is nothing to do: your account has not changed.',
    },
  },
  sign_in_code: {
    params: ['code', 'minutes'],
    'zh-CN': {
      subject: '您的 Topay 登录验证码',
      body: '登录验证码 {code}，{minutes} 分钟内有效。请勿告诉任何人，Topay 的工作人员也不会向您索要。如果不是您在登录，请不要理会，也不要转发。',
    },
    en: {
      subject: 'Your Topay sign-in code',
      body: 'Your sign-in code is {code}, good for {minutes} minutes. Tell it to nobody; Topay staff never ask for it. If you are not signing in, ignore this and do not pass it on.',
    },
  },
  sign_in_no_account: {
    params: [],
    'zh-CN': {
      subject: '这个联系方式没有 Topay 账户',
      body: '有人想用您的联系方式登录 Topay，但它没有 Topay 账户。如果是您，请先注册，或换一个联系方式登录。如果不是您，无需理会。',
    },
    en: {
      subject: 'This address has no Topay account',
      body: 'Somebody tried to sign in to Topay with this address, which has no account. If it was you, sign up first or sign in with another address. If not, there is nothing to do.',
    },
  },
  sign_in_code_refused: {
    params: [],
    'zh-CN': {
      subject: '请用密码登录 Topay',
      body: '有人想用验证码登录您的 Topay 账户。您开启了两步验证，只凭验证码不能登录，请用密码登录。如果不是您，无需理会，您的账户没有任何变化。',
    },
    en: {
      subject: 'Please sign in to Topay with your password',
      body: 'Somebody asked for a code to sign in to your Topay account. Two-factor is on, so a code alone does not open it: sign in with your password. If it was not you, there is nothing to do: your account has not changed.',
    },
  },
} as const satisfies Record<string, Template>
