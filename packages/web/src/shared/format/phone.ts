/** A phone number (E.164) as people write it: mainland numbers as 138 1234 6024, others left as they are. */
export const readablePhone = (phone: string): string => phone.replace(/^\+86(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3')
