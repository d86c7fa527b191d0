"""Amazon VPC: security groups that nothing uses."""

from terrafence.declare import (
    Cure,
    Level,
    Never,
    Not,
    ReferredBy,
    Rule,
    Safety,
    Severity,
)

_USERS = {
    "security_group_ids": (
        "apigatewayv2_vpc_link dax_cluster ec2_client_vpn_endpoint ec2_instance_connect_endpoint "
        "elasticache_cluster elasticache_replication_group elasticache_serverless_cache "
        "fsx_file_cache fsx_lustre_file_system fsx_ontap_file_system fsx_openzfs_file_system "
        "fsx_windows_file_system glue_dev_endpoint imagebuilder_infrastructure_configuration "
        "m2_environment memorydb_cluster opensearchserverless_vpc_endpoint quicksight_vpc_connection "
        "redshiftserverless_workgroup route53_resolver_endpoint verifiedaccess_endpoint vpc_endpoint "
        "vpclattice_resource_gateway vpclattice_service_network_vpc_association "
        "workspacesweb_network_settings"
    ),
    "vpc_security_group_ids": (
        "db_instance db_proxy db_proxy_endpoint dms_instance_profile dms_replication_instance "
        "docdb_cluster docdbelastic_cluster instance launch_template neptune_cluster "
        "neptunegraph_private_graph_endpoint rds_cluster redshift_cluster redshift_endpoint_access "
        "redshiftserverless_endpoint_access spot_instance_request timestreaminfluxdb_db_cluster "
        "timestreaminfluxdb_db_instance"
    ),
    "vpc_config.security_group_ids": (
        "appstream_fleet appstream_image_builder bedrock_custom_model bedrock_model_invocation_job "
        "codebuild_fleet codebuild_project comprehend_document_classifier "
        "comprehend_entity_recognizer devicefarm_test_grid_project eks_cluster "
        "lambda_capacity_provider lambda_function msk_serverless_cluster sagemaker_model "
        "sagemaker_training_job synthetics_canary"
    ),
    "security_groups": (
        "alb apprunner_vpc_connector ec2_client_vpn_network_association efs_mount_target elb instance "
        "launch_configuration lb mq_broker msk_vpc_connection network_interface s3files_mount_target "
        "sagemaker_notebook_instance spot_instance_request"
    ),
    "vpc_options.security_group_ids": (
        "elasticsearch_domain elasticsearch_vpc_endpoint opensearch_domain opensearch_vpc_endpoint "
        "osis_pipeline osis_pipeline_endpoint"
    ),
    "authorizer_configuration.custom_jwt_authorizer."
    "private_endpoint.managed_vpc_resource.security_group_ids": (
        "bedrockagentcore_agent_runtime bedrockagentcore_gateway bedrockagentcore_harness "
        "bedrockagentcore_registry"
    ),
    "authorizer_configuration.custom_jwt_authorizer."
    "private_endpoint_overrides.private_endpoint.managed_vpc_resource.security_group_ids": (
        "bedrockagentcore_agent_runtime bedrockagentcore_gateway bedrockagentcore_harness "
        "bedrockagentcore_registry"
    ),
    "vpc_configuration.security_group_ids": (
        "codeconnections_host codestarconnections_host finspace_kx_cluster grafana_workspace"
    ),
    "network_configuration.security_groups": "ecs_express_gateway_service ecs_service ecs_task_set",
    "security_group_id": (
        "network_interface_sg_attachment s3outposts_endpoint vpc_endpoint_security_group_association"
    ),
    "network_configuration.security_group_ids": "emrserverless_application mwaa_environment",
    "network_configuration.vpc_config.security_groups": (
        "bedrockagentcore_browser bedrockagentcore_code_interpreter"
    ),
    "vpc.security_group_ids": "medialive_channel medialive_input",
    "application_configuration.vpc_configuration.security_group_ids": "kinesisanalyticsv2_application",
    "broker_node_group_info.security_groups": "msk_cluster",
    "compute_config.vpc_security_group_ids": "dms_replication_config",
    "compute_resources.security_group_ids": "batch_compute_environment",
    "configuration.vpc_egress_configuration.security_group_ids": "lambdacore_network_connector",
    "default_space_settings.security_groups": "sagemaker_domain",
    "default_user_settings.security_groups": "sagemaker_domain",
    "discovery_configuration.authorizer_configuration.custom_jwt_authorizer."
    "private_endpoint.managed_vpc_resource.security_group_ids": "agentregistry_registry",
    "discovery_configuration.authorizer_configuration.custom_jwt_authorizer."
    "private_endpoint_override.private_endpoint.managed_vpc_resource.security_group_ids": (
        "agentregistry_registry"
    ),
    "domain_settings.security_group_ids": "sagemaker_domain",
    "ec2_attributes.additional_master_security_groups": "emr_cluster",
    "ec2_attributes.additional_slave_security_groups": "emr_cluster",
    "ec2_attributes.emr_managed_master_security_group": "emr_cluster",
    "ec2_attributes.emr_managed_slave_security_group": "emr_cluster",
    "ec2_attributes.service_access_security_group": "emr_cluster",
    "ecs_target.network_configuration.security_groups": "cloudwatch_event_target",
    "elasticsearch_configuration.vpc_config.security_group_ids": "kinesis_firehose_delivery_stream",
    "endpoint_details.security_group_ids": "transfer_server",
    "endpoint_details.vpc.security_group_ids": "transfer_web_app",
    "engine_security_group_id": "emr_studio",
    "environment.agentcore_runtime_environment.network_configuration.network_mode_config.security_groups": (
        "bedrockagentcore_harness"
    ),
    "environment.docker_server.security_group_ids": "codebuild_project",
    "kafka_cluster.apache_kafka_cluster.vpc.security_groups": "mskconnect_connector",
    "kafka_cluster.vpc_config.security_groups_ids": "msk_replicator",
    "labeling_job_algorithms_config.labeling_job_resource_config.vpc_config.security_group_ids": (
        "sagemaker_labeling_job"
    ),
    "launch_specification.vpc_security_group_ids": "spot_fleet_request",
    "managed_instances_provider.instance_launch_template.network_configuration.security_groups": (
        "ecs_capacity_provider"
    ),
    "monitoring_schedule_config.monitoring_job_definition.network_config.vpc_config.security_group_ids": (
        "sagemaker_monitoring_schedule"
    ),
    "network_config.vpc_config.security_group_ids": "sagemaker_data_quality_job_definition",
    "network_configuration.network_mode_config.security_groups": "bedrockagentcore_agent_runtime",
    "network_interfaces.security_groups": "launch_template",
    "oauth2_provider_config.custom_oauth2_provider_config."
    "private_endpoint.managed_vpc_resource.security_group_ids": "bedrockagentcore_oauth2_credential_provider",
    "oauth2_provider_config.custom_oauth2_provider_config."
    "private_endpoint_override.private_endpoint.managed_vpc_resource.security_group_ids": (
        "bedrockagentcore_oauth2_credential_provider"
    ),
    "opensearch_configuration.vpc_config.security_group_ids": "kinesis_firehose_delivery_stream",
    "opensearchserverless_configuration.vpc_config.security_group_ids": "kinesis_firehose_delivery_stream",
    "private_endpoint.managed_vpc_resource.security_group_ids": "bedrockagentcore_gateway_target",
    "remote_access.source_security_group_ids": "eks_node_group",
    "replication_servers_security_groups_ids": "drs_replication_configuration_template",
    "source.eks.security_group_ids": "prometheus_scraper",
    "source.vpc.security_group_ids": "prometheus_scraper",
    "source_parameters.self_managed_kafka_parameters.vpc.security_groups": "pipes_pipe",
    "target.ecs_parameters.network_configuration.security_groups": "scheduler_schedule",
    "target_parameters.ecs_task_parameters.network_configuration.aws_vpc_configuration.security_groups": (
        "pipes_pipe"
    ),
    "training_job_definition.vpc_config.security_group_ids": "sagemaker_hyper_parameter_tuning_job",
    "training_job_definitions.vpc_config.security_group_ids": "sagemaker_hyper_parameter_tuning_job",
    "user_settings.security_groups": "sagemaker_user_profile",
    "vpc_configuration.security_groups": "iot_topic_rule_destination",
    "workforce_vpc_config.security_group_ids": "sagemaker_workforce",
    "workspace_creation_properties.custom_security_group_id": "workspaces_directory",
    "workspace_security_group_id": "emr_studio",
}
"""The types of resources that take security groups, without `aws_`, by where they name them. From the
provider's schema."""

_PLACES = (
    *((f"aws_{kind}", path) for path, kinds in _USERS.items() for kind in kinds.split()),
    ("module", "*"),
)

UNUSED = Rule(
    id="aws-vpc-security-group-unused",
    summary="Nothing in the configuration uses the security group",
    why="A group that is left over is put on the next machine because its name fits, with rules that nobody "
    "has looked at for years.",
    severity=Severity.LOW,
    level=Level.NOTE,
    resources=("aws_security_group",),
    check=Never(Not(ReferredBy(_PLACES)), "no interface, machine or service has it", Cure.REMOVE),
    safety=Safety.UNSAFE,
    fix_effect="deletes it, unless something elsewhere has it",
    example="""resource "aws_security_group" "old" {
  name        = "old"
  description = "the old shop"
}
""",
    aliases=("CKV2_AWS_5", "datadog:aws/security_groups_not_used"),
    controls=("AWS-Security-Hub:EC2.22",),
    references=(
        "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
        "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group",
    ),
)
