import { close, days, note, purchase, rate, reply, say, type Story, take, wait } from '../story.ts'

/** Fear of fraud, and what was behind it. */
export const securityStories: Story[] = [
  {
    customer: 'guodong',
    topic: 'security',
    opened: days(42, '14:02'),
    text: '有人打电话说是你们客服，说我账户有问题，要我转到安全账户',
    turns: [
      take(0.2, 'lin'),
      reply(
        0.4,
        '请马上挂断，不要转。那不是 Topay：我们没有“安全账户”，也不会打电话要您转账。我是林晓，您已经转了吗，或者念过验证码吗？',
      ),
      say(1.2, '没有，我说去银行问问，他就很急'),
      reply(0.6, '您做得对。余额和卡都查过，没有动过，今天也没有别的设备登录。'),
      note(0.4, '客户年纪较大，来电自称“Topay 风控部”，号码开头 170。已登记到冒充名单。'),
      say(1.5, '吓死我了，谢谢姑娘'),
      reply(0.8, '以后有人自称 Topay，先挂断，再打开 App 问我们。这里的对话才是真的。'),
      close(2),
      rate(4, 5, '救了我的养老钱'),
    ],
  },
  {
    customer: 'caiwen',
    topic: 'security',
    opened: days(57, '17:30'),
    about: purchase('mingjing.drawing', 'balance', 'succeeded', 95),
    text: '有一笔 480 的课程不是我付的！',
    turns: [
      take(0.2, 'han'),
      reply(
        0.5,
        '先稳住：这笔 {amount} {at} 从余额付给了{merchant}，目前只有这一笔。我是韩松，付的时候输对了支付密码，用的是您常用的手机。家里有人知道密码吗？',
      ),
      say(2, '我问问我先生'),
      say(6, '是他给孩子报的……他没跟我说'),
      reply(0.8, '那就不是盗用，不用处理。支付密码建议只有您一个人知道，在“我的”里可以改。'),
      say(1, '改了'),
      close(1),
      rate(2, 5, ''),
    ],
  },
  {
    customer: 'emma',
    topic: 'security',
    opened: days(31, '18:44'),
    text: 'I got a text saying my Topay account will be closed today unless I follow a link. Is it real?',
    turns: [
      take(0.3, 'lin'),
      reply(
        0.6,
        'It is not from us, and your account is not being closed. I am Lin Xiao. Please do not open the link. Did you enter anything on that page?',
      ),
      say(0.9, 'No, I came here first'),
      reply(0.7, 'Then nothing was lost: no sign-in from another device, no payment today. You can delete the text.'),
      reply(0.4, 'For next time: we never ask for a password, a code or a transfer, in any message.'),
      say(0.8, 'Good to know, thanks'),
      close(1),
      rate(1, 5, 'Calm and quick'),
    ],
  },
  {
    customer: 'tianmi',
    topic: 'security',
    opened: days(3, '20:30'),
    text: '手机丢了，里面登录着 Topay',
    turns: [
      take(0.2, 'han'),
      reply(
        0.5,
        '钱都在，账户里没有您不认识的付款。我是韩松，付款要支付密码，捡到手机的人付不出去。您现在用的是哪台设备？',
      ),
      say(0.8, '用我妈的手机'),
      reply(0.7, '好。用完请点“退出登录”。丢的那台最长 12 小时会自动退出。'),
      say(1, '嗯嗯'),
      close(10),
      say({ minutes: 44 }, '手机找回来了，在出租车上。需要做什么吗'),
      take(1.5, 'han'),
      reply(
        1.2,
        '找回来就好，余额没有变动。我是韩松，建议换一个支付密码，在“我的”里两步就好。丢的那几天有收到陌生短信吗？',
      ),
      say({ minutes: 37 }, '有一条说让我领补偿的，没点'),
    ],
  },
  {
    customer: 'emma',
    topic: 'security',
    opened: { minutes: 1210 },
    text: 'There is a payment I do not recognise',
    turns: [
      take(0.4, 'lin'),
      reply(
        0.8,
        'I am Lin Xiao. All payments of the last 30 days were made from your usual phone. Which one do you mean? Please tell me the payee and the day as your bills show them.',
      ),
      wait(0.2),
    ],
  },
  {
    customer: 'suhe',
    topic: 'security',
    opened: { minutes: 24 },
    about: purchase('sufang.socks', 'balance', 'succeeded', 210),
    text: '有一笔 59 块不是我付的',
    turns: [
      take(0.3, 'han'),
      reply(
        0.8,
        '我是韩松，看到了：{at} 从余额付给{merchant} {amount}，今天没有别的异常。付的时候支付密码输对了。您最近在这家买过衬衫，会不会是顺手加的袜子？',
      ),
      say(8, '我再看看购物车……没有袜子的记录'),
      say(1, '能先把账户看住吗，我有点慌'),
    ],
  },
  {
    customer: 'baixue',
    topic: 'security',
    opened: { minutes: 31 },
    text: '收到短信说我中了 Topay 周年奖，要交 200 税，是真的吗',
    turns: [],
  },
  {
    customer: 'caiwen',
    topic: 'security',
    opened: { minutes: 29 },
    text: '支付密码能不能设成两个人的，我和我先生都要付款',
    turns: [
      take(0.6, 'luo'),
      reply(1.2, '一个账户只有一个支付密码，不能两个人共用。我是罗一，您先生可以自己注册一个，两边互不影响。'),
      say(11, '那他付的我能看到吗'),
    ],
  },
]
