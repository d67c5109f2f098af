import type { Customer, Wallet } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '#shared/icons/icon.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { classes } from '#shared/ui/tone.ts'
import { Link, type Target } from '../../navigation.tsx'
import { Section } from '../../parts/section.tsx'
import { paths } from '../../paths.ts'
import rows from '../../parts/row.module.css'
import styles from './home.module.css'

/** The way in for a new account: three steps, of which the next one has the button. Gone when all are done. */
export const StartCard = ({ me, wallet, hasBills }: { me: Customer; wallet: Wallet; hasBills: boolean }) => {
  const { t } = useTranslation('customer')
  const steps = [
    {
      id: 'password',
      icon: 'lock',
      done: me.payment_password !== 'unset',
      title: t('home.start.password'),
      hint: t('home.start.passwordHint'),
      action: t('home.start.go'),
      target: paths.payPassword(),
    },
    {
      id: 'card',
      icon: 'card',
      done: wallet.cards.length > 0,
      title: t('home.start.card'),
      hint: t('home.start.cardHint'),
      action: t('home.start.goCard'),
      target: paths.addCard(),
    },
    {
      id: 'topUp',
      icon: 'top-up',
      done: wallet.balance.amount > 0 || hasBills,
      title: t('home.start.topUp'),
      hint: t('home.start.topUpHint'),
      action: t('home.start.goTopUp'),
      target: paths.topUp(),
    },
  ] satisfies {
    id: string
    icon: IconName
    done: boolean
    title: string
    hint: string
    action: string
    target: Target
  }[]
  const left = steps.filter((step) => !step.done)
  const next = left[0]
  if (!next) return null
  return (
    <>
      <Section title={t('home.start.title')} note={<span>{t('home.start.left', { count: left.length })}</span>} />
      <Card>
        <div className={styles['steps']} aria-hidden="true">
          {steps.map((step) => (
            <i key={step.id} className={classes(step.done && styles['on'])} />
          ))}
        </div>
        <ol>
          {steps.map((step) => (
            <li key={step.id}>
              <div className={rows['row']}>
                <Tile icon={step.icon} tone={step.done ? 'ok' : 'neutral'} />
                <span className="grow">
                  <span className={classes(step === next && 'strong', step.done && 'c2')} style={{ display: 'block' }}>
                    {step.title}
                  </span>
                  {!step.done && (
                    <span className="t6 c3" style={{ display: 'block' }}>
                      {step.hint}
                    </span>
                  )}
                </span>
                {step.done ? (
                  <span className="c-ok">
                    <Icon name="check" size={20} label={t('home.start.done')} />
                  </span>
                ) : (
                  step === next && (
                    <Link {...step.target} className={buttonClass({ kind: 'primary', size: 'small' })}>
                      {step.action}
                    </Link>
                  )
                )}
              </div>
            </li>
          ))}
        </ol>
      </Card>
    </>
  )
}
