import type { Money } from '@topay/contract'
import { formatListMoney, HIDDEN_AMOUNT, moneyParts } from '../money/format-money.ts'
import { classes } from './tone.ts'
import styles from './surface.module.css'

/**
 * An amount as a figure: currency sign and decimals at 60 %. `hidden` shows dots instead. The size comes from the
 * class (`t-hero`, `t1`, `t2`).
 */
export const Amount = ({
  money,
  hidden = false,
  className,
}: {
  money: Money
  hidden?: boolean
  className?: string
}) => {
  const { sign, symbol, whole, fraction } = moneyParts(money)
  return (
    <span className={classes(styles['amount'], className)}>
      <span className={styles['symbol']}>
        {sign}
        {symbol}
      </span>
      {hidden ? (
        HIDDEN_AMOUNT
      ) : (
        <>
          {whole}
          <span className={styles['fraction']}>{fraction}</span>
        </>
      )}
    </span>
  )
}

/** An amount in a list: no yuan sign, in with a plus in jade, out with a minus, not taken in grey without sign. */
export const ListAmount = ({
  money,
  direction,
  hidden = false,
  className = 't3',
}: {
  money: Money
  direction: 'in' | 'out' | 'none'
  hidden?: boolean
  className?: string
}) => (
  <span
    className={classes(styles['amount'], className, direction === 'in' && 'c-accent', direction === 'none' && 'c3')}
  >
    {hidden ? HIDDEN_AMOUNT : formatListMoney(money, direction)}
  </span>
)
