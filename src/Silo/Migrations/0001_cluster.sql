-- What Orleans keeps in PostgreSQL: who is a member of the cluster, and who listens to which stream. Nothing of the books.
-- The providers fix the names of queries, parameters and columns of results; everything else is ours.
create schema cluster;

-- Read by both providers when they start; the name and its columns are theirs.
create table cluster.orleansquery (
  querykey text primary key,
  querytext text not null
);

-- Membership ------------------------------------------------------------------------------------------------------------

-- Every change of membership moves the version: of two silos that change it at once, one is told to read again.
create table cluster.membership (
  deployment text primary key,
  version integer not null default 0,
  changed_at timestamptz not null default now()
);

create table cluster.member (
  deployment text not null references cluster.membership,
  address text not null,
  port integer not null,
  generation integer not null,
  silo_name text not null,
  host_name text not null,
  status integer not null,
  gateway_port integer,
  suspected_by text,
  started_at timestamptz not null,
  alive_at timestamptz not null,
  primary key (deployment, address, port, generation)
);

-- One row or none comes with each version, so that "no members yet" has a version too.
create view cluster.member_of_membership as
  select
    v.deployment, v.version,
    m.address, m.port, m.generation, m.silo_name as siloname, m.host_name as hostname, m.status,
    m.gateway_port as proxyport, m.suspected_by as suspecttimes, m.started_at as starttime, m.alive_at as iamalivetime
  from cluster.membership v
  left join cluster.member m using (deployment);

create function cluster.lock_membership(of_deployment text, at_version integer) returns boolean
language sql as $$
  with locked as (select from cluster.membership where deployment = of_deployment and version = at_version for update)
  select exists (select from locked)
$$;

create function cluster.move_membership(of_deployment text) returns void
language sql as $$
  update cluster.membership set version = version + 1, changed_at = now() where deployment = of_deployment
$$;

-- 1 when the silo has joined; 0 when the membership has moved on or the silo is there already.
create function cluster.join_membership(
  of_deployment text, at_version integer, new cluster.member) returns integer
language plpgsql as $$
begin
  if not cluster.lock_membership(of_deployment, at_version) then
    return 0;
  end if;
  insert into cluster.member select new.* on conflict do nothing;
  if not found then
    return 0;
  end if;
  perform cluster.move_membership(of_deployment);
  return 1;
end
$$;

-- 1 when the silo's row was changed; 0 when the membership has moved on or there is no such silo.
create function cluster.change_member(
  of_deployment text, at_version integer, of_address text, of_port integer, of_generation integer,
  new_status integer, new_suspected_by text, new_alive_at timestamptz) returns integer
language plpgsql as $$
begin
  if not cluster.lock_membership(of_deployment, at_version) then
    return 0;
  end if;
  update cluster.member set status = new_status, suspected_by = new_suspected_by, alive_at = new_alive_at
  where deployment = of_deployment and address = of_address and port = of_port and generation = of_generation;
  if not found then
    return 0;
  end if;
  perform cluster.move_membership(of_deployment);
  return 1;
end
$$;

insert into cluster.orleansquery (querykey, querytext) values
('InsertMembershipVersionKey', $q$
  with made as (
    insert into cluster.membership (deployment) values (@DeploymentId) on conflict do nothing returning 1
  )
  select count(*)::integer from made
$q$),
('MembershipReadAllKey', $q$
  select * from cluster.member_of_membership where deployment = @DeploymentId
$q$),
('MembershipReadRowKey', $q$
  select
    v.deployment, v.version,
    m.address, m.port, m.generation, m.silo_name as siloname, m.host_name as hostname, m.status,
    m.gateway_port as proxyport, m.suspected_by as suspecttimes, m.started_at as starttime, m.alive_at as iamalivetime
  from cluster.membership v
  left join cluster.member m
    on m.deployment = v.deployment and m.address = @Address and m.port = @Port and m.generation = @Generation
  where v.deployment = @DeploymentId
$q$),
('InsertMembershipKey', $q$
  select cluster.join_membership(@DeploymentId, @Version, row(
    @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, null, @StartTime,
    @IAmAliveTime)::cluster.member)
$q$),
('UpdateMembershipKey', $q$
  select cluster.change_member(
    @DeploymentId, @Version, @Address, @Port, @Generation, @Status, @SuspectTimes::text, @IAmAliveTime)
$q$),
('UpdateIAmAlivetimeKey', $q$
  update cluster.member set alive_at = @IAmAliveTime
  where deployment = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$q$),
-- 3 is an active silo.
('GatewaysQueryKey', $q$
  select address, gateway_port as proxyport, generation
  from cluster.member
  where deployment = @DeploymentId and status = @Status and gateway_port > 0
$q$),
('CleanupDefunctSiloEntriesKey', $q$
  delete from cluster.member where deployment = @DeploymentId and alive_at < @IAmAliveTime and status <> 3
$q$),
('DeleteMembershipTableEntriesKey', $q$
  with members as (delete from cluster.member where deployment = @DeploymentId)
  delete from cluster.membership where deployment = @DeploymentId
$q$);

-- Stream subscriptions --------------------------------------------------------------------------------------------------

-- The provider names a row by the state's name and the grain's key, which is two numbers or a text. Of two activations that
-- write a first state at once, the primary key lets one through. The hashes that it also gives are not needed for that.
create table cluster.storage (
  service text not null,
  state_name text not null,
  grain_key text not null,
  grain_n0 bigint not null,
  grain_n1 bigint not null,
  payload bytea,
  version integer not null,
  written_at timestamptz not null default now(),
  primary key (service, state_name, grain_key, grain_n0, grain_n1)
);

-- The new version when it was written; else the one that was expected, which the provider takes for a refusal.
create function cluster.write_state(
  of_service text, of_state text, of_key text, of_n0 bigint, of_n1 bigint, at_version integer, new_payload bytea)
returns integer
language plpgsql as $$
declare
  written integer;
begin
  if at_version is null then
    insert into cluster.storage (service, state_name, grain_key, grain_n0, grain_n1, payload, version)
    values (of_service, of_state, of_key, of_n0, of_n1, new_payload, 1)
    on conflict do nothing
    returning version into written;
  else
    update cluster.storage set payload = new_payload, version = version + 1, written_at = now()
    where service = of_service and state_name = of_state and grain_key = of_key and grain_n0 = of_n0 and grain_n1 = of_n1
      and version = at_version
    returning version into written;
  end if;
  return coalesce(written, at_version);
end
$$;

insert into cluster.orleansquery (querykey, querytext) values
('ReadFromStorageKey', $q$
  select payload as payloadbinary, now() as readat, version
  from cluster.storage
  where service = @ServiceId and state_name = @GrainTypeString and grain_key = coalesce(@GrainIdExtensionString::text, '')
    and grain_n0 = @GrainIdN0 and grain_n1 = @GrainIdN1
$q$),
('WriteToStorageKey', $q$
  select cluster.write_state(
    @ServiceId, @GrainTypeString, coalesce(@GrainIdExtensionString::text, ''), @GrainIdN0, @GrainIdN1,
    @GrainStateVersion::integer, @PayloadBinary::bytea) as newgrainstateversion
$q$),
('ClearStorageKey', $q$
  update cluster.storage set payload = null, version = version + 1, written_at = now()
  where service = @ServiceId and state_name = @GrainTypeString and grain_key = coalesce(@GrainIdExtensionString::text, '')
    and grain_n0 = @GrainIdN0 and grain_n1 = @GrainIdN1 and version = @GrainStateVersion::integer
  returning version as newgrainstateversion
$q$),
('DeleteStorageKey', $q$
  delete from cluster.storage
  where service = @ServiceId and state_name = @GrainTypeString and grain_key = coalesce(@GrainIdExtensionString::text, '')
    and grain_n0 = @GrainIdN0 and grain_n1 = @GrainIdN1 and version = @GrainStateVersion::integer
  returning version + 1 as newgrainstateversion
$q$);
