/** What an official agent never asks a customer for. */
export type Forbidden = 'password' | 'code' | 'card_number' | 'transfer'

/** The thing itself. */
const THINGS: Record<Exclude<Forbidden, 'transfer'>, RegExp> = {
  password: /密码|口令|\bpass(?:word|code)\b|\bPIN\b/i,
  code: /验证码|校验码|动态码|\b(?:verification|security|one-time|sms|auth\w*) codes?\b|\bOTP\b/i,
  card_number: /(?:完整|全部)?(?:银行)?卡号|\bCVV2?\b|安全码|有效期|\b(?:full )?card number\b/i,
}
const TRANSFER =
  /(?:请|麻烦|先|需要您?|把钱|将钱)[^，。；！？\n]{0,12}(?:转账|转到|转入|打款|汇款)|(?:转账|汇款|打款)(?:到|给|至)(?:我|我们|这个|以下|安全账户)|安全账户|\b(?:please |kindly |need to |must )?(?:transfer|wire|send)\b[^.!?\n]{0,30}\b(?:to (?:me|us|this|the following|a safe)|money|funds)\b|\bsafe account\b/i

/** Words of asking for something to be handed over. Setting, resetting or entering it in the app is no such asking. */
const ASKS =
  /(?:告诉|告知|提供|发(?:给|送|来|一下|我|过来)|报(?:给|一下)|说(?:一下|给)|回复|截图|念(?:给|一下)|把.{0,10}(?:给我|发)|输入到(?:这|聊天)|是多少|多少[？?])|\b(?:tell|give|send|share|provide|read|reply with|type|what(?:'s| is))\b/i

/** "We will never ask for your password" is the opposite of asking. */
const DENIES =
  /(?:不会|从不|绝不|不要|请勿|切勿|别|不需要|无需|不用|谁也不|任何人)|\b(?:never|not|don'?t|do not|won'?t|no one|nobody|without)\b/i

const sentencesOf = (text: string): string[] =>
  text.split(/[。！？；;!?\n]|\.(?=\s|$)/).filter((part) => part.trim() !== '')

/**
 * Looks for sentences that ask the customer for what an official agent never asks for.
 * A help for the writer, made to be right about plain wording; it is no guard against an agent who wants to cheat.
 */
export const checkOutbound = (text: string): Forbidden[] => {
  const found = new Set<Forbidden>()
  for (const sentence of sentencesOf(text)) {
    if (DENIES.test(sentence)) continue
    if (TRANSFER.test(sentence)) found.add('transfer')
    if (!ASKS.test(sentence)) continue
    for (const thing of ['password', 'code', 'card_number'] as const) if (THINGS[thing].test(sentence)) found.add(thing)
  }
  return [...found]
}
