"""Notices of storms are about one storm each; those of two storms were one bundle, of which the later one hid the earlier."""


def up(migrator, db):
    db.execute_sql(
        "update notice set subject = 'storm:' || (select storm_list.storm_id from entry join storm_list "
        "on storm_list.id = entry.subject where entry.seq = notice.entry) where subject = 'storms' and exists "
        "(select 1 from entry join storm_list on storm_list.id = entry.subject where entry.seq = notice.entry)"
    )
    db.execute_sql("delete from notice where subject = 'storms'")
