import { useQueryClient } from '@tanstack/react-query'
import type { Customer } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { Button } from '#shared/ui/button.tsx'
import { Sheet } from '#shared/ui/sheet.tsx'
import { Card, Pill, Tile } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { classes } from '#shared/ui/tone.ts'
import { Page } from '../../layout/page.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { PasswordField } from '../../parts/password-field.tsx'
import { useGuarded } from '../../parts/step-up/use-guarded.tsx'
import { useMe } from '../../parts/use-me.ts'
import { paths } from '../../paths.ts'
import rows from '../../parts/row.module.css'
import { RecoveryCodes } from './recovery-codes.tsx'
import { TotpSetup } from './totp-setup.tsx'
import styles from './security.module.css'

const WAYS = ['totp', 'code', 'off'] as const
const ICONS = { totp: 'phone', code: 'sms', off: 'lock' } as const

/** Whether and how signing in takes a second step, and the recovery codes. */
export const TwoFactorPage = () => {
  const { t } = useTranslation('security')
  const me = useMe()
  const queryClient = useQueryClient()
  const [stage, setStage] = useState<'choose' | 'setup'>('choose')
  const [codes, setCodes] = useState<readonly string[]>()
  const [ending, setEnding] = useState(false)
  const took = (changed: Customer) => {
    queryClient.setQueryData(apiQuery('getMe', {}).queryKey, changed)
    setEnding(false)
    showToast(t('two.changed'))
  }
  const byCode = useGuarded('setCodeFactor', { onSuccess: took })
  const renew = useGuarded('renewRecoveryCodes', { onSuccess: ({ recovery_codes }) => setCodes(recovery_codes) })
  const setCode = (on: boolean) => byCode.run({ body: { on } }, { operation: 'set_code_factor' })

  if (codes) {
    return (
      <Page title={t('two.title')} back={paths.security()}>
        <RecoveryCodes
          codes={codes}
          onSaved={() => {
            setCodes(undefined)
            setStage('choose')
          }}
        />
      </Page>
    )
  }
  if (stage === 'setup') {
    return (
      <Page title={t('two.title')} back={paths.security()}>
        <TotpSetup
          onCodes={(made) => {
            setCodes(made)
            void queryClient.invalidateQueries({ queryKey: ['getMe'] })
          }}
        />
      </Page>
    )
  }
  const action = (way: (typeof WAYS)[number]) => {
    if (way === me.two_factor) return <Pill tone={way === 'off' ? 'wait' : 'ok'}>{t('two.on')}</Pill>
    // With the app on, codes that are sent count for nothing; it is turned off first.
    if (me.two_factor === 'totp') return null
    const press = { totp: () => setStage('setup'), code: () => setCode(true), off: () => setCode(false) }[way]
    return (
      <Button size="small" kind="accent" busy={way !== 'totp' && byCode.busy} onClick={press}>
        {t(way === 'off' ? 'two.off' : 'two.turnOn')}
        <span className="sr">{t(`two.${way}`)}</span>
      </Button>
    )
  }
  return (
    <Page title={t('two.title')} back={paths.security()}>
      <p className="c2">{t('two.lead')}</p>
      <Card>
        {WAYS.map((way) => (
          <div key={way} className={classes(rows['row'], rows['wraps'])} data-testid={`two-${way}`}>
            <Tile icon={ICONS[way]} tone={way === me.two_factor && way !== 'off' ? 'ok' : 'neutral'} />
            <div className="grow">
              <h2>{t(`two.${way}`)}</h2>
              <div className="t6 c3">{t(`two.${way}Hint`)}</div>
            </div>
            <div className={rows['press']}>{action(way)}</div>
          </div>
        ))}
      </Card>
      <FormError error={byCode.error ?? renew.error} />
      {me.two_factor === 'totp' && (
        <>
          <Button
            kind="accent"
            wide
            busy={renew.busy}
            onClick={() => renew.run({ body: {} }, { operation: 'renew_recovery_codes' })}
          >
            {t('two.renew')}
          </Button>
          <Button kind="danger" wide onClick={() => setEnding(true)}>
            {t('two.turnOff')}
          </Button>
        </>
      )}
      <Sheet open={ending} onClose={() => setEnding(false)} title={t('two.turnOff')}>
        <TurnOff onDone={took} />
      </Sheet>
      {byCode.sheet}
      {renew.sheet}
    </Page>
  )
}

const TurnOff = ({ onDone }: { onDone: (changed: Customer) => void }) => {
  const { t } = useTranslation('security')
  const [password, setPassword] = useState('')
  const off = useGuarded('disableTotp', { onSuccess: onDone })
  return (
    <>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          off.run({ body: { password } }, { operation: 'disable_totp' })
        }}
      >
        <PasswordField isNew={false} value={password} onChange={setPassword} />
        <FormError error={off.error} />
        <Button kind="danger" wide type="submit" busy={off.busy} disabled={password === ''}>
          {t('two.turnOff')}
        </Button>
      </form>
      {off.sheet}
    </>
  )
}
