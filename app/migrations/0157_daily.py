"""Each day's digests on their way to the chats that were named for them."""


def up(migrator, db):
    db.execute_sql(
        "create table daily_message (day text not null, channel text not null, subject text not null, state text not null,"
        " tries integer not null, due bigint not null, claimed bigint, sent bigint, primary key (day, channel, subject))"
    )
    db.execute_sql("create index daily_message_state on daily_message (state, due)")
