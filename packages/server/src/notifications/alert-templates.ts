import type { AlertKind } from '@topay/contract'
import type { Template } from './template.ts'

type Alert = Template<'when' | 'place' | 'device' | 'detail' | 'link'>

/** What happened, then when and where, on which device, and the link for whoever did not do it. */
const alert = (zh: { subject: string; body: string }, en: { subject: string; body: string }): Alert => ({
  params: ['when', 'place', 'device', 'link', ...(zh.body.includes('{detail}') ? (['detail'] as const) : [])],
  'zh-CN': {
    subject: zh.subject,
    body: `${zh.body}时间：{when}；地点：{place}；设备：{device}。如果不是您本人，请打开链接，马上冻结账户：{link} 。Topay 的工作人员不会向您索要密码或验证码。`,
  },
  en: {
    subject: en.subject,
    body: `${en.body} When: {when}. Where: {place}. Device: {device}. If this was not you, open this link to freeze your account at once: {link} . Topay staff never ask for passwords or codes.`,
  },
})

/** What is said to every address of an account when something happens to its security. */
export const alertTemplates = {
  alert_new_sign_in: alert(
    { subject: '新设备登录了您的账户', body: '您的 Topay 账户在一台新设备上登录了。' },
    { subject: 'A new device signed in to your account', body: 'Your Topay account was signed in to on a new device.' },
  ),
  alert_sign_in_locked: alert(
    {
      subject: '登录已暂停',
      body: '有人多次输错您的 Topay 登录密码，陌生设备的登录已暂停到 {detail}。您常用的设备不受影响；重置密码可以立即恢复。',
    },
    {
      subject: 'Signing in is paused',
      body: 'Somebody gave a wrong sign-in password for your Topay account too often. Signing in from unknown devices is paused until {detail}. Devices that you use are not affected; resetting your password opens it now.',
    },
  ),
  alert_password_changed: alert(
    { subject: '登录密码已修改', body: '您的 Topay 登录密码已修改，其他设备已退出登录。' },
    {
      subject: 'Your password was changed',
      body: 'Your Topay sign-in password was changed; your other devices were signed out.',
    },
  ),
  alert_password_reset: alert(
    {
      subject: '登录密码已重置',
      body: '您的 Topay 登录密码已重置，所有设备已退出登录。为了您的资金安全，转出在一段时间内受限。',
    },
    {
      subject: 'Your password was reset',
      body: 'Your Topay sign-in password was reset and every device was signed out. To keep your money safe, sending it is limited for a while.',
    },
  ),
  alert_payment_password_changed: alert(
    { subject: '支付密码已修改', body: '您的 Topay 支付密码已设置或修改。' },
    { subject: 'Your payment password was changed', body: 'Your Topay payment password was set or changed.' },
  ),
  alert_payment_password_reset: alert(
    { subject: '支付密码已重置', body: '您的 Topay 支付密码已重置。为了您的资金安全，转出在一段时间内受限。' },
    {
      subject: 'Your payment password was reset',
      body: 'Your Topay payment password was reset. To keep your money safe, sending it is limited for a while.',
    },
  ),
  alert_two_factor_on: alert(
    { subject: '两步验证已开启', body: '您的 Topay 账户已开启两步验证。' },
    { subject: 'Two-factor is on', body: 'Two-factor was turned on for your Topay account.' },
  ),
  alert_two_factor_off: alert(
    { subject: '两步验证已关闭', body: '您的 Topay 账户已关闭两步验证。' },
    { subject: 'Two-factor is off', body: 'Two-factor was turned off for your Topay account.' },
  ),
  alert_passkey_added: alert(
    { subject: '已添加通行密钥', body: '您的 Topay 账户添加了一个通行密钥：{detail}。' },
    { subject: 'A passkey was added', body: 'A passkey was added to your Topay account: {detail}.' },
  ),
  alert_passkey_removed: alert(
    { subject: '已移除通行密钥', body: '您的 Topay 账户移除了一个通行密钥：{detail}。' },
    { subject: 'A passkey was removed', body: 'A passkey was removed from your Topay account: {detail}.' },
  ),
  alert_recovery_codes_renewed: alert(
    { subject: '恢复码已更换', body: '您的 Topay 恢复码已更换，旧的恢复码不能再用。' },
    {
      subject: 'Your recovery codes were renewed',
      body: 'Your Topay recovery codes were renewed; the old ones no longer work.',
    },
  ),
  alert_contact_added: alert(
    {
      subject: '已添加联系方式',
      body: '您的 Topay 账户添加了联系方式 {detail}。为了您的资金安全，转出在一段时间内受限。',
    },
    {
      subject: 'An address was added',
      body: '{detail} was added to your Topay account. To keep your money safe, sending it is limited for a while.',
    },
  ),
  alert_contact_removed: alert(
    {
      subject: '已移除联系方式',
      body: '您的 Topay 账户移除了联系方式 {detail}。为了您的资金安全，转出在一段时间内受限。',
    },
    {
      subject: 'An address was removed',
      body: '{detail} was removed from your Topay account. To keep your money safe, sending it is limited for a while.',
    },
  ),
  alert_phrase_changed: alert(
    { subject: '防伪短语已修改', body: '您的 Topay 防伪短语已设置或修改。' },
    { subject: 'Your phrase was changed', body: 'The phrase that stands in our messages to you was set or changed.' },
  ),
  alert_account_frozen: alert(
    {
      subject: '账户已冻结',
      body: '您的 Topay 账户已冻结，钱转不出去，所有其他设备已退出登录。请在 Topay 里查看原因和解除方法。',
    },
    {
      subject: 'Your account is frozen',
      body: 'Your Topay account is frozen: nothing goes out, and your other devices were signed out. Topay shows why and how to lift it.',
    },
  ),
  alert_account_unfrozen: alert(
    { subject: '账户已解除冻结', body: '您的 Topay 账户已解除冻结。' },
    { subject: 'Your account is no longer frozen', body: 'Your Topay account is no longer frozen.' },
  ),
  alert_sessions_revoked: alert(
    { subject: '有设备已退出登录', body: '您的 Topay 账户在其他设备上的登录已结束。' },
    { subject: 'Devices were signed out', body: 'Your Topay account was signed out on other devices.' },
  ),
  alert_verification_decided: alert(
    { subject: '实名认证有结果了', body: '您的实名认证已有结果，请在 Topay 里查看。' },
    {
      subject: 'Your verification was decided',
      body: 'Your identity verification was decided. Topay shows the result.',
    },
  ),
  alert_recovery_started: alert(
    { subject: '有人申请找回您的账户', body: '有人凭证件申请找回您的 Topay 账户，两位审核人员会核对。' },
    {
      subject: 'Somebody asks for your account',
      body: 'Somebody asked to get your Topay account back with identity documents. Two people will check them.',
    },
  ),
  alert_data_exported: alert(
    { subject: '您的数据已导出', body: '您的 Topay 账户数据已导出，只能在 Topay 里下载。' },
    {
      subject: 'Your data was exported',
      body: 'The data of your Topay account was exported; it can be downloaded in Topay only.',
    },
  ),
  alert_account_closed: alert(
    { subject: '账户已注销', body: '您的 Topay 账户已注销。' },
    { subject: 'Your account is closed', body: 'Your Topay account is closed.' },
  ),
} as const satisfies Record<`alert_${AlertKind}`, Alert>
