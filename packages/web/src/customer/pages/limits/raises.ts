type Own = { per_payment: number | null; per_day: number | null }

/** True when a limit goes up or away (null is none): that takes the payment password. Amounts in minor units. */
export const raises = (now: Own, next: Own): boolean =>
  (['per_payment', 'per_day'] as const).some((key) => (next[key] ?? Infinity) > (now[key] ?? Infinity))

/** True when the limit for one payment is above the limit for a day: the server refuses that. */
export const crossed = (own: Own): boolean =>
  own.per_payment !== null && own.per_day !== null && own.per_payment > own.per_day
