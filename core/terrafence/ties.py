"""About which kinds of subject there are rules that look at others of a kind. Written by
`tools/generate.py`."""

READ_BY = {
    "aws_acm_certificate": "aws_alb_listener aws_cloudfront_distribution aws_elb aws_lb_listener",
    "aws_acmpca_policy": "data.aws_iam_policy_document",
    "aws_agentregistry_registry": "aws_security_group",
    "aws_alb": (
        "aws_alb aws_s3_access_point aws_s3_bucket aws_s3_bucket_ownership_controls aws_s3_bucket_policy "
        "aws_s3control_access_point_policy aws_security_group"
    ),
    "aws_alb_listener": "aws_alb aws_alb_target_group aws_lb aws_lb_target_group",
    "aws_alb_target_group": "aws_alb_target_group aws_autoscaling_attachment",
    "aws_ami_launch_permission": "aws_ami_launch_permission",
    "aws_api_gateway_authorizer": "aws_api_gateway_rest_api",
    "aws_api_gateway_base_path_mapping": "aws_api_gateway_rest_api aws_apigatewayv2_api",
    "aws_api_gateway_client_certificate": "aws_api_gateway_stage aws_apigatewayv2_stage",
    "aws_api_gateway_deployment": "aws_api_gateway_deployment",
    "aws_api_gateway_method": "aws_api_gateway_rest_api",
    "aws_api_gateway_method_settings": "aws_api_gateway_stage",
    "aws_api_gateway_request_validator": "aws_api_gateway_method",
    "aws_api_gateway_rest_api": "aws_api_gateway_rest_api aws_api_gateway_stage data.aws_iam_policy_document",
    "aws_api_gateway_rest_api_policy": "data.aws_iam_policy_document",
    "aws_api_gateway_stage": "aws_api_gateway_method_settings aws_api_gateway_stage",
    "aws_api_gateway_usage_plan": "aws_api_gateway_deployment aws_api_gateway_stage",
    "aws_apigatewayv2_api": (
        "aws_api_gateway_stage aws_apigatewayv2_api aws_apigatewayv2_route aws_apigatewayv2_stage"
    ),
    "aws_apigatewayv2_api_mapping": "aws_api_gateway_rest_api aws_apigatewayv2_api",
    "aws_apigatewayv2_vpc_link": "aws_security_group",
    "aws_apprunner_vpc_connector": "aws_security_group",
    "aws_appstream_fleet": "aws_security_group",
    "aws_appstream_image_builder": "aws_security_group",
    "aws_appsync_graphql_api": "aws_appsync_graphql_api",
    "aws_autoscaling_attachment": "aws_autoscaling_group",
    "aws_autoscaling_group": "aws_autoscaling_attachment aws_autoscaling_group",
    "aws_autoscaling_traffic_source_attachment": "aws_autoscaling_group",
    "aws_backup_plan": "aws_ebs_volume aws_efs_file_system aws_rds_cluster",
    "aws_backup_selection": "aws_ebs_volume aws_efs_file_system aws_rds_cluster",
    "aws_backup_vault": "aws_backup_vault aws_backup_vault_policy",
    "aws_backup_vault_lock_configuration": "aws_backup_vault",
    "aws_backup_vault_policy": "data.aws_iam_policy_document",
    "aws_batch_compute_environment": "aws_security_group",
    "aws_bedrock_custom_model": "aws_security_group",
    "aws_bedrock_guardrail": "aws_bedrockagent_agent",
    "aws_bedrock_model_invocation_job": "aws_security_group",
    "aws_bedrockagentcore_agent_runtime": "aws_security_group",
    "aws_bedrockagentcore_browser": "aws_security_group",
    "aws_bedrockagentcore_code_interpreter": "aws_security_group",
    "aws_bedrockagentcore_gateway": "aws_security_group",
    "aws_bedrockagentcore_gateway_target": "aws_security_group",
    "aws_bedrockagentcore_harness": "aws_security_group",
    "aws_bedrockagentcore_oauth2_credential_provider": "aws_security_group",
    "aws_bedrockagentcore_registry": "aws_security_group",
    "aws_cloudfront_distribution": (
        "aws_cloudfront_distribution aws_s3_access_point aws_s3_bucket aws_s3_bucket_ownership_controls "
        "aws_s3_bucket_policy aws_s3control_access_point_policy"
    ),
    "aws_cloudfront_origin_access_control": "aws_cloudfront_distribution",
    "aws_cloudtrail": (
        "aws_cloudwatch_log_group aws_s3_access_point aws_s3_bucket aws_s3_bucket_ownership_controls "
        "aws_s3_bucket_policy aws_s3control_access_point_policy"
    ),
    "aws_cloudwatch_event_bus": "aws_cloudwatch_event_bus_policy",
    "aws_cloudwatch_event_bus_policy": "data.aws_iam_policy_document",
    "aws_cloudwatch_event_target": "aws_security_group",
    "aws_cloudwatch_log_delivery": "aws_cloudfront_distribution",
    "aws_cloudwatch_log_delivery_source": "aws_cloudfront_distribution",
    "aws_cloudwatch_log_destination": "aws_cloudwatch_log_destination_policy",
    "aws_cloudwatch_log_destination_policy": "data.aws_iam_policy_document",
    "aws_cloudwatch_log_group": (
        "aws_api_gateway_stage aws_apigatewayv2_stage aws_cloudwatch_log_group aws_datasync_task "
        "aws_ec2_client_vpn_endpoint aws_ecs_task_definition aws_elasticache_replication_group "
        "aws_elasticsearch_domain aws_kinesis_firehose_delivery_stream aws_msk_cluster "
        "aws_mskconnect_connector aws_opensearch_domain aws_route53_zone aws_sfn_state_machine "
        "aws_ssm_document aws_storagegateway_gateway aws_storagegateway_smb_file_share aws_transfer_server "
        "aws_vpn_connection"
    ),
    "aws_cloudwatch_log_metric_filter": "aws_cloudwatch_log_group aws_cloudwatch_log_metric_filter",
    "aws_cloudwatch_log_resource_policy": "data.aws_iam_policy_document",
    "aws_cloudwatch_log_stream": "aws_kinesisanalyticsv2_application",
    "aws_cloudwatch_metric_alarm": "aws_cloudwatch_log_metric_filter",
    "aws_codeartifact_domain": "aws_codeartifact_domain_permissions_policy",
    "aws_codeartifact_domain_permissions_policy": "data.aws_iam_policy_document",
    "aws_codeartifact_repository": "aws_codeartifact_repository_permissions_policy",
    "aws_codeartifact_repository_permissions_policy": "data.aws_iam_policy_document",
    "aws_codebuild_fleet": "aws_security_group",
    "aws_codebuild_project": "aws_security_group",
    "aws_codecommit_approval_rule_template": "aws_codecommit_repository",
    "aws_codecommit_approval_rule_template_association": "aws_codecommit_repository",
    "aws_codecommit_repository": "aws_codecommit_repository",
    "aws_codeconnections_host": "aws_security_group",
    "aws_codestarconnections_host": "aws_security_group",
    "aws_comprehend_document_classifier": "aws_security_group",
    "aws_comprehend_entity_recognizer": "aws_security_group",
    "aws_config_config_rule": "aws_config_config_rule",
    "aws_config_configuration_recorder": (
        "aws_config_configuration_recorder aws_config_configuration_recorder_status"
    ),
    "aws_config_configuration_recorder_status": "aws_config_configuration_recorder",
    "aws_config_delivery_channel": (
        "aws_s3_access_point aws_s3_bucket aws_s3_bucket_ownership_controls aws_s3_bucket_policy "
        "aws_s3control_access_point_policy"
    ),
    "aws_dax_cluster": "aws_security_group",
    "aws_db_instance": (
        "aws_db_parameter_group aws_dms_endpoint aws_rds_cluster_parameter_group aws_security_group"
    ),
    "aws_db_parameter_group": "aws_db_instance aws_db_parameter_group aws_rds_cluster",
    "aws_db_proxy": "aws_security_group",
    "aws_db_proxy_endpoint": "aws_security_group",
    "aws_default_security_group": (
        "aws_default_security_group aws_security_group aws_security_group_rule "
        "aws_vpc_security_group_ingress_rule"
    ),
    "aws_default_vpc": (
        "aws_default_security_group aws_security_group aws_security_group_rule "
        "aws_vpc_security_group_ingress_rule"
    ),
    "aws_devicefarm_test_grid_project": "aws_security_group",
    "aws_dms_instance_profile": "aws_security_group",
    "aws_dms_replication_config": "aws_security_group",
    "aws_dms_replication_instance": "aws_security_group",
    "aws_docdb_cluster": "aws_docdb_cluster_parameter_group aws_security_group",
    "aws_docdb_cluster_parameter_group": "aws_docdb_cluster_parameter_group",
    "aws_docdbelastic_cluster": "aws_security_group",
    "aws_drs_replication_configuration_template": "aws_security_group",
    "aws_dynamodb_resource_policy": "data.aws_iam_policy_document",
    "aws_dynamodb_table": "aws_dynamodb_resource_policy",
    "aws_ebs_encryption_by_default": (
        "aws_ebs_volume aws_instance aws_launch_configuration aws_launch_template"
    ),
    "aws_ebs_volume": "aws_ebs_volume",
    "aws_ec2_client_vpn_endpoint": "aws_security_group",
    "aws_ec2_client_vpn_network_association": "aws_security_group",
    "aws_ec2_instance_connect_endpoint": "aws_security_group",
    "aws_ec2_instance_metadata_defaults": "aws_instance aws_launch_configuration aws_launch_template",
    "aws_ec2_transit_gateway": "aws_ec2_transit_gateway",
    "aws_ecr_registry_policy": "data.aws_iam_policy_document",
    "aws_ecr_registry_scanning_configuration": "aws_ecr_repository",
    "aws_ecr_repository": "aws_ecr_repository aws_ecr_repository_policy",
    "aws_ecr_repository_policy": "aws_ecr_repository data.aws_iam_policy_document",
    "aws_ecs_capacity_provider": "aws_security_group",
    "aws_ecs_express_gateway_service": "aws_security_group",
    "aws_ecs_service": "aws_security_group",
    "aws_ecs_task_set": "aws_security_group",
    "aws_efs_backup_policy": "aws_ebs_volume aws_efs_file_system aws_rds_cluster",
    "aws_efs_file_system": "aws_efs_file_system",
    "aws_efs_file_system_policy": "data.aws_iam_policy_document",
    "aws_efs_mount_target": "aws_security_group",
    "aws_efs_replication_configuration": "aws_efs_file_system",
    "aws_eip": "aws_eip",
    "aws_eks_addon": "aws_eks_cluster",
    "aws_eks_cluster": "aws_eks_cluster aws_security_group",
    "aws_eks_node_group": "aws_eks_cluster aws_security_group",
    "aws_elasticache_cluster": "aws_security_group",
    "aws_elasticache_replication_group": "aws_dms_endpoint aws_security_group",
    "aws_elasticache_serverless_cache": "aws_security_group",
    "aws_elasticache_subnet_group": "aws_elasticache_cluster",
    "aws_elasticache_user_group": "aws_elasticache_replication_group",
    "aws_elasticsearch_domain": (
        "aws_elasticsearch_domain aws_elasticsearch_domain_policy aws_opensearch_domain "
        "aws_opensearch_domain_policy aws_security_group data.aws_iam_policy_document"
    ),
    "aws_elasticsearch_domain_policy": "data.aws_iam_policy_document",
    "aws_elasticsearch_vpc_endpoint": "aws_security_group",
    "aws_elb": (
        "aws_autoscaling_attachment aws_elb aws_load_balancer_policy aws_s3_access_point aws_s3_bucket "
        "aws_s3_bucket_ownership_controls aws_s3_bucket_policy aws_s3control_access_point_policy "
        "aws_security_group"
    ),
    "aws_emr_cluster": "aws_emr_security_configuration aws_security_group",
    "aws_emr_security_configuration": "aws_emr_cluster",
    "aws_emr_studio": "aws_security_group",
    "aws_emrserverless_application": "aws_security_group",
    "aws_finspace_kx_cluster": "aws_security_group",
    "aws_flow_log": (
        "aws_ec2_transit_gateway aws_s3_access_point aws_s3_bucket aws_s3_bucket_ownership_controls "
        "aws_s3_bucket_policy aws_s3control_access_point_policy aws_vpc"
    ),
    "aws_fsx_file_cache": "aws_security_group",
    "aws_fsx_lustre_file_system": "aws_security_group",
    "aws_fsx_ontap_file_system": "aws_security_group",
    "aws_fsx_openzfs_file_system": "aws_security_group",
    "aws_fsx_windows_file_system": "aws_security_group",
    "aws_glacier_vault": "data.aws_iam_policy_document",
    "aws_globalaccelerator_accelerator": "aws_globalaccelerator_accelerator",
    "aws_glue_dev_endpoint": "aws_security_group",
    "aws_glue_resource_policy": "data.aws_iam_policy_document",
    "aws_glue_security_configuration": "aws_glue_crawler aws_glue_dev_endpoint aws_glue_job",
    "aws_grafana_workspace": "aws_security_group",
    "aws_iam_access_key": "aws_iam_access_key",
    "aws_iam_group": "aws_iam_group",
    "aws_iam_group_membership": "aws_iam_group",
    "aws_iam_group_policy": "aws_iam_group aws_iam_group_policy",
    "aws_iam_group_policy_attachment": "aws_iam_group aws_iam_group_policy_attachment",
    "aws_iam_instance_profile": "aws_instance",
    "aws_iam_policy": "aws_iam_group aws_iam_policy aws_iam_role aws_iam_user aws_lambda_function",
    "aws_iam_policy_attachment": (
        "aws_iam_group aws_iam_policy_attachment aws_iam_role aws_iam_user aws_lambda_function"
    ),
    "aws_iam_role": (
        "aws_appsync_graphql_api aws_db_instance aws_ebs_volume aws_efs_file_system aws_iam_role "
        "aws_lambda_function aws_rds_cluster aws_rds_cluster_instance aws_s3_bucket aws_transfer_connector "
        "data.aws_iam_policy_document"
    ),
    "aws_iam_role_policy": "aws_iam_role aws_iam_role_policy aws_lambda_function",
    "aws_iam_role_policy_attachment": "aws_iam_role aws_iam_role_policy_attachment aws_lambda_function",
    "aws_iam_user": "aws_iam_user",
    "aws_iam_user_group_membership": "aws_iam_group",
    "aws_iam_user_login_profile": "aws_iam_user",
    "aws_iam_user_policy": "aws_iam_user aws_iam_user_policy",
    "aws_iam_user_policy_attachment": "aws_iam_user aws_iam_user_policy_attachment",
    "aws_imagebuilder_infrastructure_configuration": "aws_security_group",
    "aws_instance": "aws_security_group",
    "aws_iot_topic_rule_destination": "aws_security_group",
    "aws_kinesis_firehose_delivery_stream": "aws_security_group aws_waf_web_acl aws_wafregional_web_acl",
    "aws_kinesis_resource_policy": "data.aws_iam_policy_document",
    "aws_kinesis_stream": "aws_kinesis_resource_policy",
    "aws_kinesisanalyticsv2_application": "aws_security_group",
    "aws_kms_external_key": "data.aws_iam_policy_document",
    "aws_kms_key": (
        "aws_ami_copy aws_appflow_connector_profile aws_appflow_flow aws_backup_vault "
        "aws_bedrockagent_agent aws_cloudtrail aws_cloudtrail_event_data_store aws_cloudwatch_log_group "
        "aws_codeartifact_domain aws_codebuild_project aws_codegurureviewer_repository_association "
        "aws_codepipeline aws_comprehend_entity_recognizer aws_connect_instance_storage_config "
        "aws_db_instance aws_db_instance_automated_backups_replication aws_db_snapshot_copy "
        "aws_dlm_lifecycle_policy aws_dms_endpoint aws_dms_replication_instance aws_dms_s3_endpoint "
        "aws_docdb_cluster aws_dynamodb_table aws_dynamodb_table_replica aws_ebs_snapshot_copy "
        "aws_ebs_volume aws_ecs_cluster aws_efs_file_system aws_eks_cluster "
        "aws_elasticache_replication_group aws_elasticsearch_domain aws_emr_security_configuration "
        "aws_fsx_lustre_file_system aws_fsx_ontap_file_system aws_fsx_openzfs_file_system "
        "aws_fsx_windows_file_system aws_glue_data_catalog_encryption_settings "
        "aws_glue_security_configuration aws_imagebuilder_component "
        "aws_imagebuilder_distribution_configuration aws_imagebuilder_image_recipe aws_kendra_index "
        "aws_keyspaces_table aws_kinesis_firehose_delivery_stream aws_kinesis_stream "
        "aws_kinesis_video_stream aws_kms_key aws_lambda_function aws_memorydb_cluster "
        "aws_memorydb_snapshot aws_mq_broker aws_msk_cluster aws_neptune_cluster "
        "aws_networkfirewall_firewall aws_networkfirewall_firewall_policy aws_networkfirewall_rule_group "
        "aws_opensearch_domain aws_rds_cluster aws_rds_cluster_activity_stream aws_rds_cluster_instance "
        "aws_redshift_cluster aws_redshift_snapshot_copy_grant aws_redshiftserverless_namespace "
        "aws_s3_bucket_object aws_s3_object aws_s3_object_copy aws_sagemaker_data_quality_job_definition "
        "aws_sagemaker_domain aws_sagemaker_endpoint_configuration aws_sagemaker_flow_definition "
        "aws_sagemaker_notebook_instance aws_scheduler_schedule aws_secretsmanager_secret aws_sns_topic "
        "aws_sqs_queue aws_ssm_document aws_ssm_parameter aws_timestreamwrite_database "
        "data.aws_iam_policy_document"
    ),
    "aws_kms_key_policy": "aws_kms_key data.aws_iam_policy_document",
    "aws_kms_replica_key": "data.aws_iam_policy_document",
    "aws_lambda_capacity_provider": "aws_security_group",
    "aws_lambda_code_signing_config": "aws_lambda_function",
    "aws_lambda_function": (
        "aws_ecr_registry_policy aws_ecr_repository_policy aws_secretsmanager_secret aws_security_group"
    ),
    "aws_lambdacore_network_connector": "aws_security_group",
    "aws_launch_configuration": "aws_security_group",
    "aws_launch_template": "aws_security_group",
    "aws_lb": (
        "aws_lb aws_s3_access_point aws_s3_bucket aws_s3_bucket_ownership_controls aws_s3_bucket_policy "
        "aws_s3control_access_point_policy aws_security_group"
    ),
    "aws_lb_listener": "aws_alb aws_alb_target_group aws_lb aws_lb_target_group",
    "aws_lb_target_group": "aws_autoscaling_attachment aws_autoscaling_group aws_lb_target_group",
    "aws_m2_environment": "aws_security_group",
    "aws_media_store_container": "aws_media_store_container_policy",
    "aws_media_store_container_policy": "data.aws_iam_policy_document",
    "aws_medialive_channel": "aws_security_group",
    "aws_medialive_input": "aws_security_group",
    "aws_memorydb_acl": "aws_memorydb_cluster",
    "aws_memorydb_cluster": "aws_security_group",
    "aws_mq_broker": "aws_security_group",
    "aws_msk_cluster": "aws_security_group",
    "aws_msk_cluster_policy": "data.aws_iam_policy_document",
    "aws_msk_replicator": "aws_security_group",
    "aws_msk_serverless_cluster": "aws_security_group",
    "aws_msk_vpc_connection": "aws_security_group",
    "aws_mskconnect_connector": "aws_security_group",
    "aws_mwaa_environment": "aws_security_group",
    "aws_nat_gateway": "aws_route aws_route_table",
    "aws_neptune_cluster": "aws_neptune_cluster_parameter_group aws_security_group",
    "aws_neptune_cluster_parameter_group": "aws_neptune_cluster_parameter_group",
    "aws_neptunegraph_private_graph_endpoint": "aws_security_group",
    "aws_network_acl": "aws_network_acl",
    "aws_network_acl_association": "aws_network_acl",
    "aws_network_interface": "aws_security_group",
    "aws_network_interface_sg_attachment": "aws_security_group",
    "aws_networkfirewall_firewall": "aws_networkfirewall_firewall aws_vpc",
    "aws_networkfirewall_logging_configuration": "aws_networkfirewall_firewall",
    "aws_opensearch_domain": (
        "aws_elasticsearch_domain aws_elasticsearch_domain_policy aws_opensearch_domain "
        "aws_opensearch_domain_policy aws_security_group data.aws_iam_policy_document"
    ),
    "aws_opensearch_domain_policy": "data.aws_iam_policy_document",
    "aws_opensearch_vpc_endpoint": "aws_security_group",
    "aws_opensearchserverless_vpc_endpoint": "aws_security_group",
    "aws_organizations_policy": (
        "aws_iam_group_policy aws_iam_group_policy_attachment aws_iam_policy aws_iam_policy_attachment "
        "aws_iam_role aws_iam_role_policy aws_iam_role_policy_attachment aws_iam_user_policy "
        "aws_iam_user_policy_attachment aws_ssoadmin_managed_policy_attachment "
        "aws_ssoadmin_permission_set_inline_policy data.aws_iam_policy_document"
    ),
    "aws_osis_pipeline": "aws_security_group",
    "aws_osis_pipeline_endpoint": "aws_security_group",
    "aws_pipes_pipe": "aws_security_group",
    "aws_prometheus_scraper": "aws_security_group",
    "aws_quicksight_vpc_connection": "aws_security_group",
    "aws_rds_cluster": (
        "aws_db_parameter_group aws_dms_endpoint aws_rds_cluster aws_rds_cluster_parameter_group "
        "aws_security_group"
    ),
    "aws_rds_cluster_instance": "aws_db_parameter_group aws_rds_cluster_parameter_group",
    "aws_rds_cluster_parameter_group": "aws_db_instance aws_rds_cluster aws_rds_cluster_parameter_group",
    "aws_redshift_cluster": "aws_redshift_cluster aws_redshift_parameter_group aws_security_group",
    "aws_redshift_endpoint_access": "aws_security_group",
    "aws_redshift_logging": (
        "aws_redshift_cluster aws_redshift_parameter_group aws_s3_access_point aws_s3_bucket "
        "aws_s3_bucket_ownership_controls aws_s3_bucket_policy aws_s3control_access_point_policy"
    ),
    "aws_redshift_resource_policy": "data.aws_iam_policy_document",
    "aws_redshift_subnet_group": "aws_redshift_cluster",
    "aws_redshiftserverless_endpoint_access": "aws_security_group",
    "aws_redshiftserverless_workgroup": "aws_security_group",
    "aws_route53_hosted_zone_dnssec": "aws_route53_zone",
    "aws_route53_query_log": "aws_route53_zone",
    "aws_route53_resolver_endpoint": "aws_security_group",
    "aws_route53_resolver_query_log_config": (
        "aws_s3_access_point aws_s3_bucket aws_s3_bucket_ownership_controls aws_s3_bucket_policy "
        "aws_s3control_access_point_policy"
    ),
    "aws_route53_zone": "aws_route53_query_log aws_route53_zone",
    "aws_s3_access_point": (
        "aws_s3_access_point aws_s3control_access_point_policy data.aws_iam_policy_document"
    ),
    "aws_s3_account_public_access_block": "aws_s3_bucket",
    "aws_s3_bucket": (
        "aws_alb aws_cloudfront_distribution aws_ec2_transit_gateway aws_elb aws_emr_cluster "
        "aws_globalaccelerator_accelerator aws_imagebuilder_infrastructure_configuration aws_lb "
        "aws_networkfirewall_firewall aws_s3_access_point aws_s3_account_public_access_block aws_s3_bucket "
        "aws_s3_bucket_acl aws_s3_bucket_ownership_controls aws_s3_bucket_policy "
        "aws_s3_bucket_public_access_block aws_s3_bucket_server_side_encryption_configuration "
        "aws_s3control_access_point_policy aws_verifiedaccess_instance aws_vpc "
        "aws_vpclattice_service_network aws_wafv2_web_acl data.aws_iam_policy_document"
    ),
    "aws_s3_bucket_acl": "aws_s3_bucket aws_s3_bucket_acl aws_s3_bucket_ownership_controls",
    "aws_s3_bucket_lifecycle_configuration": "aws_s3_bucket",
    "aws_s3_bucket_logging": (
        "aws_s3_access_point aws_s3_bucket aws_s3_bucket_ownership_controls aws_s3_bucket_policy "
        "aws_s3control_access_point_policy"
    ),
    "aws_s3_bucket_notification": "aws_s3_bucket",
    "aws_s3_bucket_object_lock_configuration": "aws_s3_bucket",
    "aws_s3_bucket_policy": "aws_s3_bucket aws_s3_bucket_policy data.aws_iam_policy_document",
    "aws_s3_bucket_public_access_block": "aws_s3_bucket aws_s3_bucket_acl",
    "aws_s3_bucket_replication_configuration": "aws_s3_bucket",
    "aws_s3_bucket_server_side_encryption_configuration": "aws_s3_bucket",
    "aws_s3_bucket_versioning": "aws_s3_bucket",
    "aws_s3_bucket_website_configuration": (
        "aws_s3_access_point aws_s3_bucket aws_s3_bucket_policy aws_s3control_access_point_policy"
    ),
    "aws_s3_object": "aws_s3_bucket_ownership_controls",
    "aws_s3control_access_point_policy": (
        "aws_s3_access_point aws_s3control_access_point_policy data.aws_iam_policy_document"
    ),
    "aws_s3files_mount_target": "aws_security_group",
    "aws_s3outposts_endpoint": "aws_security_group",
    "aws_sagemaker_data_quality_job_definition": "aws_security_group",
    "aws_sagemaker_domain": "aws_security_group",
    "aws_sagemaker_hyper_parameter_tuning_job": "aws_security_group",
    "aws_sagemaker_labeling_job": "aws_security_group",
    "aws_sagemaker_model": "aws_security_group",
    "aws_sagemaker_monitoring_schedule": "aws_security_group",
    "aws_sagemaker_notebook_instance": "aws_security_group",
    "aws_sagemaker_training_job": "aws_security_group",
    "aws_sagemaker_user_profile": "aws_security_group",
    "aws_sagemaker_workforce": "aws_security_group",
    "aws_scheduler_schedule": "aws_security_group",
    "aws_schemas_registry": "aws_schemas_registry_policy",
    "aws_schemas_registry_policy": "data.aws_iam_policy_document",
    "aws_secretsmanager_secret": (
        "aws_secretsmanager_secret aws_secretsmanager_secret_policy data.aws_iam_policy_document"
    ),
    "aws_secretsmanager_secret_policy": "data.aws_iam_policy_document",
    "aws_secretsmanager_secret_rotation": "aws_secretsmanager_secret",
    "aws_security_group": (
        "aws_default_security_group aws_eks_node_group aws_elasticsearch_domain aws_lambda_function "
        "aws_opensearch_domain aws_security_group aws_security_group_rule "
        "aws_vpc_security_group_ingress_rule"
    ),
    "aws_ses_domain_identity": "aws_ses_identity_policy",
    "aws_ses_email_identity": "aws_ses_identity_policy",
    "aws_ses_identity_policy": "data.aws_iam_policy_document",
    "aws_sesv2_email_identity": "aws_sesv2_email_identity_policy",
    "aws_sesv2_email_identity_policy": "data.aws_iam_policy_document",
    "aws_shield_protection": (
        "aws_alb aws_cloudfront_distribution aws_eip aws_elb aws_globalaccelerator_accelerator aws_lb "
        "aws_route53_zone"
    ),
    "aws_sns_topic": (
        "aws_cloudformation_stack aws_cloudtrail aws_cloudwatch_metric_alarm data.aws_iam_policy_document"
    ),
    "aws_sns_topic_policy": "data.aws_iam_policy_document",
    "aws_spot_fleet_request": "aws_security_group",
    "aws_spot_instance_request": "aws_security_group",
    "aws_sqs_queue": (
        "aws_cloudwatch_event_target aws_lambda_function aws_sqs_queue data.aws_iam_policy_document"
    ),
    "aws_sqs_queue_policy": "data.aws_iam_policy_document",
    "aws_sqs_queue_redrive_policy": "aws_sqs_queue",
    "aws_ssm_parameter": "data.http",
    "aws_ssoadmin_managed_policy_attachment": "aws_ssoadmin_managed_policy_attachment",
    "aws_ssoadmin_permission_set_inline_policy": "aws_ssoadmin_permission_set_inline_policy",
    "aws_subnet": (
        "aws_elasticsearch_domain aws_emr_cluster aws_instance aws_lambda_function aws_opensearch_domain "
        "aws_sagemaker_notebook_instance"
    ),
    "aws_synthetics_canary": "aws_security_group",
    "aws_timestreaminfluxdb_db_cluster": "aws_security_group",
    "aws_timestreaminfluxdb_db_instance": "aws_security_group",
    "aws_transfer_server": "aws_security_group",
    "aws_transfer_web_app": "aws_security_group",
    "aws_verifiedaccess_endpoint": "aws_security_group",
    "aws_verifiedaccess_instance": "aws_verifiedaccess_instance",
    "aws_verifiedaccess_instance_logging_configuration": "aws_verifiedaccess_instance",
    "aws_vpc": (
        "aws_default_security_group aws_flow_log aws_security_group aws_security_group_rule aws_vpc "
        "aws_vpc_endpoint aws_vpc_security_group_ingress_rule"
    ),
    "aws_vpc_endpoint": (
        "aws_iam_group_policy aws_iam_group_policy_attachment aws_iam_policy aws_iam_policy_attachment "
        "aws_iam_role aws_iam_role_policy aws_iam_role_policy_attachment aws_iam_user_policy "
        "aws_iam_user_policy_attachment aws_security_group aws_ssoadmin_managed_policy_attachment "
        "aws_ssoadmin_permission_set_inline_policy data.aws_iam_policy_document"
    ),
    "aws_vpc_endpoint_policy": (
        "aws_iam_group_policy aws_iam_group_policy_attachment aws_iam_policy aws_iam_policy_attachment "
        "aws_iam_role aws_iam_role_policy aws_iam_role_policy_attachment aws_iam_user_policy "
        "aws_iam_user_policy_attachment aws_ssoadmin_managed_policy_attachment "
        "aws_ssoadmin_permission_set_inline_policy data.aws_iam_policy_document"
    ),
    "aws_vpc_endpoint_security_group_association": "aws_security_group",
    "aws_vpclattice_access_log_subscription": "aws_vpclattice_service_network",
    "aws_vpclattice_auth_policy": "data.aws_iam_policy_document",
    "aws_vpclattice_resource_gateway": "aws_security_group",
    "aws_vpclattice_resource_policy": "data.aws_iam_policy_document",
    "aws_vpclattice_service_network": "aws_vpclattice_service_network",
    "aws_vpclattice_service_network_vpc_association": "aws_security_group",
    "aws_wafregional_web_acl_association": "aws_alb aws_api_gateway_stage aws_lb",
    "aws_wafv2_web_acl": (
        "aws_alb aws_api_gateway_stage aws_appsync_graphql_api aws_cloudfront_distribution aws_lb "
        "aws_wafv2_web_acl"
    ),
    "aws_wafv2_web_acl_association": (
        "aws_alb aws_api_gateway_stage aws_appsync_graphql_api aws_cloudfront_distribution aws_lb"
    ),
    "aws_wafv2_web_acl_logging_configuration": (
        "aws_s3_access_point aws_s3_bucket aws_s3_bucket_ownership_controls aws_s3_bucket_policy "
        "aws_s3control_access_point_policy aws_wafv2_web_acl"
    ),
    "aws_wafv2_web_acl_rule_group_association": "aws_wafv2_web_acl",
    "aws_workspaces_directory": "aws_security_group",
    "aws_workspacesweb_network_settings": "aws_security_group",
    "azurerm_storage_account": "azurerm_storage_account",
    "azurerm_storage_account_network_rules": "azurerm_storage_account azurerm_storage_account_network_rules",
    "data.aws_caller_identity": (
        "aws_acmpca_policy aws_api_gateway_rest_api aws_api_gateway_rest_api_policy aws_backup_vault_policy "
        "aws_cloudwatch_event_bus_policy aws_cloudwatch_log_destination_policy "
        "aws_cloudwatch_log_resource_policy aws_codeartifact_domain_permissions_policy "
        "aws_codeartifact_repository_permissions_policy aws_dynamodb_resource_policy "
        "aws_ecr_registry_policy aws_ecr_repository aws_ecr_repository_policy aws_efs_file_system_policy "
        "aws_elasticsearch_domain aws_elasticsearch_domain_policy aws_glacier_vault "
        "aws_glue_resource_policy aws_iam_role aws_kinesis_resource_policy aws_kms_external_key aws_kms_key "
        "aws_kms_key_policy aws_kms_replica_key aws_lambda_layer_version_permission aws_lambda_permission "
        "aws_media_store_container_policy aws_msk_cluster_policy aws_opensearch_domain "
        "aws_opensearch_domain_policy aws_redshift_resource_policy aws_s3_access_point aws_s3_bucket "
        "aws_s3_bucket_policy aws_s3control_access_point_policy aws_schemas_registry_policy "
        "aws_secretsmanager_secret aws_secretsmanager_secret_policy aws_ses_identity_policy "
        "aws_sesv2_email_identity_policy aws_sns_topic aws_sns_topic_policy aws_sqs_queue "
        "aws_sqs_queue_policy aws_vpclattice_auth_policy aws_vpclattice_resource_policy "
        "data.aws_iam_policy_document"
    ),
    "data.aws_iam_policy_document": "data.aws_iam_policy_document",
    "data.aws_kms_key": "aws_sns_topic",
    "data.aws_vpc": (
        "aws_default_security_group aws_security_group aws_security_group_rule "
        "aws_vpc_security_group_ingress_rule"
    ),
    "google_service_account": (
        "google_cloud_run_v2_service google_cloudfunctions2_function google_cloudfunctions_function "
        "google_compute_instance google_compute_instance_from_template google_compute_instance_template "
        "google_compute_region_instance_template"
    ),
    "module": (
        "aws_db_parameter_group aws_docdb_cluster_parameter_group aws_emr_security_configuration "
        "aws_neptune_cluster_parameter_group aws_rds_cluster_parameter_group aws_redshift_parameter_group "
        "aws_security_group"
    ),
    "terraform": "aws_redshift_cluster provider terraform",
}
"""Several kinds are parted by spaces."""
