import type { NewRefundTerms } from '../../payments/index.ts'
import type { MerchantCategory } from './merchants.ts'

const goods: NewRefundTerms = {
  window_days: 7,
  clock_start: 'delivered',
  text: {
    zh: '收货后 7 天内可无理由退货，退货送达后 7 天内退款。定制、鲜活、已拆封的数字商品和期刊除外。未发货可随时全额退款。',
    en: 'Return within 7 days of receipt without a reason; refunded within 7 days of the return. Not for custom-made, perishable or opened digital goods and periodicals. In full at any time before it is shipped.',
  },
}
const fresh: NewRefundTerms = {
  window_days: 0,
  clock_start: 'delivered',
  text: {
    zh: '现做和鲜活商品不支持无理由退货。未收到或与描述不符，180 天内可申请退款。未发货可随时全额退款。',
    en: 'Fresh and made-to-order goods cannot be returned without a reason. Not received or not as described: ask within 180 days. In full at any time before it is sent.',
  },
}
const stepped: NewRefundTerms = {
  window_days: 0,
  clock_start: 'service_date',
  text: {
    zh: '出行前 7 天以上全额退；前 7 天至 24 小时退 50%；24 小时内不退。商家取消全额退。',
    en: 'In full until 7 days before it begins, half until 24 hours before, nothing after that. In full when the merchant cancels.',
  },
}
const prepaid: NewRefundTerms = {
  window_days: 14,
  clock_start: 'paid',
  text: {
    zh: '付款后 14 天内未使用可全额退款，之后按未使用的部分退。',
    en: 'In full within 14 days of paying when nothing was used; after that the unused part.',
  },
}

/** The terms of refund of the demo merchants, by what they sell. */
export const refundTerms: Record<MerchantCategory, NewRefundTerms> = {
  outdoor: goods,
  home: goods,
  digital: goods,
  fashion: goods,
  books: goods,
  health: prepaid,
  education: prepaid,
  transport: prepaid,
  travel: stepped,
  coffee: fresh,
  food: fresh,
  grocery: fresh,
}
