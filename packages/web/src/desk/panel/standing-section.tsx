import type { CasePanel } from '@topay/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Pill } from '#shared/ui/surface.tsx'
import { Facts } from './facts.tsx'
import styles from './panel.module.css'

type Customer = NonNullable<CasePanel['customer']>

/** How the account stands: what protects it, what stops it, where it is signed in, what happened lately. */
export const StandingSection = ({ standing }: { standing: Customer['standing'] }) => {
  const { t } = useTranslation('review')
  const { moment, deadline, text } = useFormat()
  const { frozen_at: frozenAt, sign_in_locked_until: lockedUntil, outbound_hold_until: holdUntil } = standing
  return (
    <section className={styles['section']} aria-labelledby="panel-standing">
      <div className={styles['head']}>
        <h2 id="panel-standing">{t('standing.title')}</h2>
        {frozenAt !== null && (
          <Pill tone="danger" icon="snow">
            {t('standing.frozenSince', { time: moment(frozenAt) })}
          </Pill>
        )}
      </div>
      <Facts
        rows={[
          [t('standing.class'), t('level', { level: standing.verification_class })],
          [t('standing.twoFactor'), t(`standing.factor.${standing.two_factor}`)],
          [t('standing.passkeys'), t('standing.passkeysCount', { count: standing.passkeys })],
          frozenAt === null && [t('standing.frozen'), t('standing.notFrozen')],
          [
            t('standing.locked'),
            lockedUntil === null ? (
              t('standing.notLocked')
            ) : (
              <span key="locked" className="c-wait">
                {t('standing.lockedUntil', { time: deadline(lockedUntil) })}
              </span>
            ),
          ],
          holdUntil !== null && [
            t('standing.hold'),
            <span key="hold" className="c-wait">
              {t('standing.holdUntil', { time: deadline(holdUntil) })}
            </span>,
          ],
          [t('standing.sessions'), t('standing.sessionsCount', { count: standing.sessions })],
        ]}
      />
      <h3 className={styles['sub']}>{t('standing.devices')}</h3>
      {standing.devices.length === 0 && <p className="t6 c2">{t('standing.noDevices')}</p>}
      <ul>
        {standing.devices.map((device) => (
          <li key={`${device.name} ${device.last_seen_at}`} className={styles['mini']}>
            <span className="grow">
              {device.name}
              {device.place !== null && <span className="c2"> · {text(device.place)}</span>}
            </span>
            <span className={styles['when']}>{moment(device.last_seen_at)}</span>
          </li>
        ))}
      </ul>
      <h3 className={styles['sub']}>{t('standing.recent')}</h3>
      {standing.recent.length === 0 && <p className="t6 c2">{t('standing.noRecent')}</p>}
      <ul>
        {standing.recent.map((event) => (
          <li key={`${event.kind} ${event.at}`} className={styles['mini']}>
            <span className="grow">
              <EventWords kind={event.kind} />
              {event.place !== null && <span className="c2"> · {text(event.place)}</span>}
            </span>
            <span className={styles['when']}>{moment(event.at)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The words of an event; one that this build does not know keeps its name. */
const EventWords = ({ kind }: { kind: string }) => {
  const { t, i18n } = useTranslation('review')
  const known = (value: string): value is 'signed_in' => i18n.exists(`standing.event.${value}`, { ns: 'review' })
  return known(kind) ? t(`standing.event.${kind}`) : kind
}
