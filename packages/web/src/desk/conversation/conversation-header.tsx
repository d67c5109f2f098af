import { Link } from '@tanstack/react-router'
import type { DeskCase } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Avatar, Pill } from '#shared/ui/surface.tsx'
import { Button } from '#shared/ui/button.tsx'
import { IconButton, iconButtonClass } from '#shared/ui/icon-button.tsx'
import { caseStatus } from '../inbox/case-status.ts'
import { caseTitle } from '../inbox/case-title.ts'
import type { View } from '../inbox/views.ts'
import { KeyCap } from '../keys/key-cap.tsx'
import { useShortcuts } from '../keys/use-shortcuts.ts'
import { CloseMenu } from './close-menu.tsx'
import { HandOverMenu } from './hand-over-menu.tsx'
import type { CaseActions } from './use-case-actions.ts'
import { useCaseCommands } from './use-case-commands.ts'
import styles from './conversation.module.css'

type Props = { deskCase: DeskCase; actions: CaseActions; view: View; onPanel: () => void }

/** Who this is, how the case stands, and what can be done with it. */
export const ConversationHeader = ({ deskCase, actions, view, onPanel }: Props) => {
  const { t } = useTranslation('desk')
  const { deadline, span, text } = useFormat()
  const [handing, setHanding] = useState(false)
  const [closing, setClosing] = useState(false)
  const waiting = deskCase.status === 'waiting_customer'
  const status = caseStatus(deskCase)
  useCaseCommands(deskCase, actions)
  useShortcuts({
    a: actions.take,
    t: actions.handTo && (() => setHanding(true)),
    w: actions.wait,
    e: actions.close && (() => setClosing(true)),
  })
  const firstWait =
    deskCase.first_response_at === null
      ? null
      : span(Date.parse(deskCase.first_response_at) - Date.parse(deskCase.opened_at))
  const facts = [
    deskCase.number,
    ...(deskCase.internal ? [] : [t(`channel.${deskCase.channel}`)]),
    t(deskCase.internal ? 'internal.openedAt' : 'case.openedAt', { time: deadline(deskCase.opened_at) }),
    ...(firstWait === null ? [] : [t('case.firstWait', { span: firstWait })]),
  ].join(' · ')
  return (
    <header className={styles['head']}>
      <Link
        to="/inbox/$view"
        params={{ view }}
        className={`${iconButtonClass} ${styles['back']}`}
        aria-label={t('case.back')}
      >
        <Icon name="left" />
      </Link>
      <div className={styles['who']}>
        <Avatar name={caseTitle(deskCase)} {...(deskCase.internal && { icon: 'bank' })} />
        <div className="grow">
          <div className={styles['whoLine']}>
            <h2 className={styles['name']}>{caseTitle(deskCase)}</h2>
            {deskCase.internal && (
              <Pill tone="info" icon="lock">
                {t('internal.tag')}
              </Pill>
            )}
            <Pill tone={status.tone} {...('icon' in status && { icon: status.icon })}>
              {t(status.text)}
            </Pill>
            {deskCase.agent !== null && actions.standing === 'others' && (
              <Pill>{t('case.servedBy', { name: text(deskCase.agent.name) })}</Pill>
            )}
          </div>
          <div className={`${styles['facts']} ellipsis`} title={facts}>
            {facts}
          </div>
        </div>
      </div>
      <div className={styles['actions']} data-many={actions.take !== undefined && actions.close !== undefined}>
        {actions.take && (
          <Button size="small" kind="accent" icon="headset" onClick={actions.take} busy={actions.busy}>
            {t('case.take')} <KeyCap keys="A" />
          </Button>
        )}
        {actions.handTo && (
          <HandOverMenu deskCase={deskCase} handTo={actions.handTo} open={handing} onOpenChange={setHanding} />
        )}
        {actions.wait && (
          <Button size="small" onClick={actions.wait} aria-pressed={waiting}>
            {t(waiting ? 'case.reopen' : 'case.wait')} <KeyCap keys="W" />
          </Button>
        )}
        {actions.close && <CloseMenu close={actions.close} open={closing} onOpenChange={setClosing} />}
        <span className={styles['panelButton']}>
          <IconButton icon="user" size={20} label={t('case.panel')} onClick={onPanel} />
        </span>
      </div>
    </header>
  )
}
