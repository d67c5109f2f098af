import { useQuery } from '@tanstack/react-query'
import type { SecurityCheckup } from '@topay/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Icon } from '#shared/icons/icon.tsx'
import { Button } from '#shared/ui/button.tsx'
import { buttonClass } from '#shared/ui/button-class.ts'
import { Sheet } from '#shared/ui/sheet.tsx'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card, Tile } from '#shared/ui/surface.tsx'
import { classes } from '#shared/ui/tone.ts'
import { Page } from '../../layout/page.tsx'
import { Link } from '../../navigation.tsx'
import { Section } from '../../parts/section.tsx'
import { useMe } from '../../parts/use-me.ts'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import rows from '../../parts/row.module.css'
import { ITEM_ICONS, targetOfItem } from './checkup-items.ts'
import { EventRow } from './event-row.tsx'
import { FreezeQuestion } from './freeze-question.tsx'
import styles from './security.module.css'

/** How safe the account is: the verdict first, what can be better with a button each, what is in order, and the panic button. */
export const CheckupPage = () => {
  const { t } = useTranslation('security')
  const read = useQuery({ ...apiQuery('getSecurityCheckup', {}), staleTime: 0 })
  const me = useMe()
  const [asking, setAsking] = useState(false)
  return (
    <Page title={t('title')} heading={false} back={paths.me()} readAt={read.dataUpdatedAt || undefined}>
      <Waiting reads={[read]} title={t('failed')}>
        <SkeletonRows rows={2} />
        <SkeletonRows rows={5} />
      </Waiting>
      {read.data && <Shown checkup={read.data} frozen={me.frozen_at !== null} />}
      {me.frozen_at === null && (
        <Card padded>
          <div className="row-x g3">
            <Tile icon="snow" tone="danger" />
            <div className="grow">
              <div className="strong">{t('freeze.ask')}</div>
              <div className="t6 c2">{t('freeze.hint')}</div>
            </div>
            <Button kind="danger" size="small" onClick={() => setAsking(true)}>
              {t('freeze.action')}
            </Button>
          </div>
        </Card>
      )}
      {read.data && <More checkup={read.data} />}
      <Sheet open={asking} onClose={() => setAsking(false)} title={t('freeze.title')} kind="center">
        <FreezeQuestion onCancel={() => setAsking(false)} />
      </Sheet>
    </Page>
  )
}

const Shown = ({ checkup, frozen }: { checkup: SecurityCheckup; frozen: boolean }) => {
  const { t } = useTranslation('security')
  const { text } = useFormat()
  const { items, score, review_month: month } = checkup
  const urgent = items.filter((item) => item.state === 'urgent')
  const open = [...urgent, ...items.filter((item) => item.state === 'advice')]
  const done = items.filter((item) => item.state === 'done')
  return (
    <>
      <div className={styles['head']}>
        <h1 className="t1">
          {frozen
            ? t('verdict.frozen')
            : urgent.length > 0
              ? t('verdict.urgent', { count: urgent.length })
              : t('verdict.safe')}
        </h1>
        <p className="t5 c2">
          {open.length === 0
            ? t('allGood', { all: items.length })
            : t('checked', { all: items.length, open: open.length })}
        </p>
        <p className="sr">{t('segments', { all: items.length, done: done.length, score })}</p>
        <div className={styles['segments']} aria-hidden="true">
          {[...done, ...open].map(({ item, state }) => (
            <i key={item} className={state === 'done' ? undefined : styles[state]} />
          ))}
        </div>
      </div>
      {open.length > 0 && (
        <>
          <Section
            title={t('advice')}
            note={
              <span>
                {t('adviceNote', {
                  count: open.length,
                  minutes: open.reduce((sum, { minutes }) => sum + minutes, 0),
                })}
              </span>
            }
          />
          <Card>
            {open.map(({ item, state, reason }) => (
              <div key={item} className={rows['row']} data-testid={`advice-${item}`}>
                <Tile icon={ITEM_ICONS[item]} tone={state === 'urgent' ? 'danger' : 'wait'} />
                <div className="grow">
                  <h3>{t(`item.${item}`)}</h3>
                  <div className="t6 c3">{text(reason)}</div>
                </div>
                <Link {...targetOfItem(item, month)} className={buttonClass({ kind: 'accent', size: 'small' })}>
                  {t(item === 'recovery_codes' && checkup.recovery_codes_left === 0 ? 'go.devices' : `go.${item}`)}
                  <span className="sr">{t(`item.${item}`)}</span>
                </Link>
              </div>
            ))}
          </Card>
        </>
      )}
      {done.length > 0 && (
        <>
          <Section title={t('good')} note={<span>{t('count', { count: done.length })}</span>} />
          <Card>
            {done.map(({ item, reason }) => (
              <Link
                key={item}
                {...targetOfItem(item, month)}
                className={classes(rows['row'], styles['item'])}
                data-testid={`done-${item}`}
              >
                <span className="c-ok">
                  <Icon name="ok-circle" />
                </span>
                <span className="grow">{t(`item.${item}`)}</span>
                <span className={`t6 c3 ${styles['reason']}`}>{text(reason)}</span>
                <span className="c3">
                  <Icon name="right" size={16} />
                </span>
              </Link>
            ))}
          </Card>
        </>
      )}
    </>
  )
}

const More = ({ checkup }: { checkup: SecurityCheckup }) => {
  const { t } = useTranslation('security')
  return (
    <>
      {checkup.recent.length > 0 && (
        <>
          <Section title={t('recent')} link={{ ...paths.securityHistory(), label: t('all') }} />
          <Card>
            {checkup.recent.slice(0, 3).map((event) => (
              <EventRow key={event.id} event={event} />
            ))}
          </Card>
        </>
      )}
      <Section title={t('more')} />
      <Card>
        {(
          [
            ['history', t('history'), paths.securityHistory()],
            ['file', t('data'), paths.ownData()],
          ] as const
        ).map(([icon, label, target]) => (
          <Link key={icon} {...target} className={rows['row']}>
            <Tile icon={icon} />
            <span className="grow">{label}</span>
            <span className="c3">
              <Icon name="right" size={18} />
            </span>
          </Link>
        ))}
      </Card>
    </>
  )
}
