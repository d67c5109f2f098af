import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { explainError } from '#shared/api/explain-error.ts'
import { apiQuery } from '#shared/api/query.ts'
import { useFormat } from '#shared/format/use-format.ts'
import { Button } from '#shared/ui/button.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '#shared/ui/states.tsx'
import { Avatar, Card, Pill } from '#shared/ui/surface.tsx'
import { useDesk, useMay } from '../live/desk-context.ts'
import { MemberActions } from './member-actions.tsx'
import { NewColleague } from './new-colleague.tsx'
import styles from './team.module.css'

/** Colleagues, and for administrators the way to add one. */
export const TeamPage = () => {
  const { t } = useTranslation('desk')
  const { t: tStaff } = useTranslation('staff')
  const { language, moment, text } = useFormat()
  const { staff } = useDesk()
  const manages = useMay('staff.manage')
  const team = useQuery(apiQuery('listStaff', {}))
  const [adding, setAdding] = useState(false)
  const told = team.error === null || team.data !== undefined ? null : explainError(team.error, language)
  const people = team.data?.items ?? []
  const onlyMe = people.every((person) => person.id === staff.id)
  return (
    <main className={styles['page']}>
      <div className={styles['inner']}>
        <header className={styles['head']}>
          <div className="grow">
            <h1 className="t2">
              {t('team.title')} {people.length > 0 && <span className={styles['count']}>{people.length}</span>}
            </h1>
            <p className="t6 c2">{t(manages ? 'team.hintAdmin' : 'team.hint')}</p>
          </div>
          {manages && (
            <Button size="small" kind="primary" icon="plus" onClick={() => setAdding(true)}>
              {t('team.add')}
            </Button>
          )}
        </header>
        {team.isPending && <SkeletonRows rows={5} />}
        {told !== null && (
          <ErrorState
            title={told.title}
            hint={told.detail}
            {...(told.requestId !== null && { requestId: told.requestId })}
            onRetry={() => void team.refetch()}
          />
        )}
        {manages && team.isSuccess && onlyMe && (
          <Card padded>
            <EmptyState title={t('team.empty')} hint={t('team.emptyHint')} />
          </Card>
        )}
        {people.length > 0 && (
          <Card>
            <ul>
              {people.map((person) => (
                <li key={person.id} className={styles['person']}>
                  <Avatar name={text(person.name)} tone={person.id === staff.id ? 'ok' : 'info'} />
                  <div className="grow">
                    <div className={styles['name']}>
                      <b>{text(person.name)}</b>
                      <span className="c3">{person.badge}</span>
                      {person.id === staff.id && <Pill tone="ok">{t('team.you')}</Pill>}
                      {!person.active && <Pill>{t('team.inactive')}</Pill>}
                    </div>
                    <div className="t6 c3 ellipsis">{person.email}</div>
                    <div className="t6 c2">
                      {tStaff(person.two_factor ? 'team.appOn' : person.demo ? 'team.appDemo' : 'team.appOff')} ·{' '}
                      {person.last_seen_at === null
                        ? tStaff('team.never')
                        : tStaff('team.seen', { time: moment(person.last_seen_at) })}
                    </div>
                  </div>
                  <span className={styles['roles']}>
                    {person.roles.map((role) => (
                      <Pill key={role}>{t(`role.${role}`)}</Pill>
                    ))}
                  </span>
                  {manages && person.id !== staff.id && <MemberActions person={person} />}
                </li>
              ))}
            </ul>
          </Card>
        )}
      </div>
      {manages && <NewColleague open={adding} onClose={() => setAdding(false)} />}
    </main>
  )
}
