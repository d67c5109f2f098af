import type { Wallet } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { Icon } from '#shared/icons/icon.tsx'
import { MarkLine } from '#shared/icons/marks.tsx'
import { formatMoney, HIDDEN_AMOUNT } from '#shared/money/format-money.ts'
import { Amount } from '#shared/ui/amount.tsx'
import { IconButton } from '#shared/ui/icon-button.tsx'
import { Bone } from '#shared/ui/states.tsx'
import { Link } from '../../navigation.tsx'
import { useHidden } from '../../parts/use-hidden.ts'
import { paths } from '../../paths.ts'
import styles from './home.module.css'

/** The balance on its jade card, with the two things people do most. */
export const BalanceCard = ({ wallet }: { wallet: Wallet | undefined }) => {
  const { t } = useTranslation('customer')
  const [hidden, setHidden] = useHidden()
  const figure = (money: Wallet['held']) => (hidden ? HIDDEN_AMOUNT : formatMoney(money))
  return (
    <section className={styles['hero']} aria-label={t('home.balance')}>
      <span className={styles['watermark']}>
        <MarkLine width={128} stroke={2.6} />
      </span>
      <div className={`row-x g1 t6 ${styles['dim']}`}>
        {t('home.balance')}
        <IconButton
          icon={hidden ? 'eye-off' : 'eye'}
          size={18}
          className={styles['eye']}
          label={t(hidden ? 'home.show' : 'home.hide')}
          aria-pressed={hidden}
          onClick={() => setHidden(!hidden)}
        />
      </div>
      <div className="t-hero" style={{ marginTop: 2 }}>
        {wallet ? <Amount money={wallet.balance} hidden={hidden} /> : <HeroBone />}
      </div>
      <div className={`t6 ${styles['dim']}`} style={{ minHeight: 20, marginTop: 6 }}>
        {wallet && (
          <>
            {wallet.held.amount > 0 ? t('home.held', { amount: figure(wallet.held) }) : t('home.allFree')}
            {' · '}
            {t('home.spentToday', { amount: figure(wallet.spent_today) })}
          </>
        )}
      </div>
      <div className={styles['wells']}>
        <Link {...paths.topUp()} className={styles['well']}>
          <Icon name="top-up" size={20} />
          {t('home.topUp')}
        </Link>
        <Link {...paths.withdraw()} className={styles['well']}>
          <Icon name="withdraw" size={20} />
          {t('home.withdraw')}
        </Link>
      </div>
    </section>
  )
}

const HeroBone = () => (
  <span style={{ display: 'block', opacity: 0.25, padding: '10px 0' }}>
    <Bone width={180} height={32} radius={8} />
  </span>
)
