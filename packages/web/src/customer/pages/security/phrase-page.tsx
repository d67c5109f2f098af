import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { apiQuery } from '#shared/api/query.ts'
import { Button } from '#shared/ui/button.tsx'
import { Field } from '#shared/ui/field.tsx'
import { SkeletonRows } from '#shared/ui/states.tsx'
import { Card } from '#shared/ui/surface.tsx'
import { showToast } from '#shared/ui/toast-store.ts'
import { Page } from '../../layout/page.tsx'
import { useLeave } from '../../navigation.tsx'
import { FormError } from '../../parts/form-error.tsx'
import { useGuarded } from '../../parts/step-up/use-guarded.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { paths } from '../../paths.ts'
import styles from './security.module.css'

/** The phrase that stands in every genuine message, and how such a message looks. */
export const PhrasePage = () => {
  const { t } = useTranslation('security')
  const read = useQuery(apiQuery('getSecurityCheckup', {}))
  return (
    <Page title={t('phrase.title')} back={paths.security()}>
      <p className="c2">{t('phrase.lead')}</p>
      <Waiting reads={[read]} title={t('failed')}>
        <SkeletonRows rows={1} />
      </Waiting>
      {read.data && <PhraseForm present={read.data.phrase ?? ''} />}
    </Page>
  )
}

const PhraseForm = ({ present }: { present: string }) => {
  const { t } = useTranslation('security')
  const leave = useLeave()
  const queryClient = useQueryClient()
  const [phrase, setPhrase] = useState(present)
  const clean = phrase.trim()
  const save = useGuarded('setPhrase', {
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ['getSecurityCheckup'] })
      showToast(t('phrase.saved'))
      leave(paths.security())
    },
  })
  return (
    <>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          save.run({ body: { phrase: clean === '' ? null : clean } }, { operation: 'set_phrase' })
        }}
      >
        <Field
          label={t('phrase.field')}
          name="phrase"
          autoComplete="off"
          maxLength={40}
          value={phrase}
          onChange={(event) => setPhrase(event.target.value)}
        />
        <Card padded>
          <h2 className="t6 c3" style={{ fontWeight: 400, marginBottom: 8 }}>
            {t('phrase.preview')}
          </h2>
          <p className={`t5 ${styles['bubble']}`} data-testid="phrase-preview">
            {t('phrase.sample', { phrase: clean || t('phrase.none') })}
          </p>
        </Card>
        <FormError error={save.error} />
        <Button kind="primary" wide type="submit" busy={save.busy} disabled={clean === present || clean.length === 1}>
          {t('save')}
        </Button>
      </form>
      {save.sheet}
    </>
  )
}
